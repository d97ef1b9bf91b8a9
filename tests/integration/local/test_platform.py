"""A platform whose servers are away: it says so, waits, and can be stopped at any time."""

import asyncio
import os
import signal
from pathlib import Path

from lokus_kit.clock import SystemClock
from lokus_local.free_port import free_port
from lokus_local.home import Home
from lokus_local.ports import Ports
from lokus_local.status.state_file import PlatformState
from lokus_local.up.backends import choose_servers
from lokus_local.up.plan import Plan
from lokus_local.up.platform import Platform
from support.platform import runs

_LIMIT_SECONDS = 30.0


async def test_servers_that_are_away_are_waited_for_until_a_signal(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.create()
    shown: list[str] = []
    waited = asyncio.Event()

    def show(line: str) -> None:
        shown.append(line)
        if line.startswith("waiting for PostgreSQL"):
            waited.set()

    away = free_port()
    ports = Ports.choose(0)
    servers = choose_servers(
        home, ports, f"postgresql://u:hush@127.0.0.1:{away}/", f"nats://127.0.0.1:{away}"
    )
    platform = Platform(Plan(home, ports), servers, demo=False, clock=SystemClock(), show=show)

    async with asyncio.timeout(_LIMIT_SECONDS), asyncio.TaskGroup() as group:
        running = group.create_task(platform.run(), name="platform")
        await waited.wait()
        state = PlatformState.model_validate_json(home.state_file.read_bytes())
        os.kill(os.getpid(), signal.SIGTERM)
        await running

    assert [child.name for child in state.children] == ["issuer"]
    assert state.children[0].pid is not None
    assert not runs(state.children[0].pid)
    assert shown[-2:] == ["stopping", "stopped"]
    assert not any("hush" in line for line in shown)
