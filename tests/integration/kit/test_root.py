"""The root, seen from outside: a small service as a process of its own, with its signals and exit codes."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from lokus_local.free_port import free_port

SERVICE = """
import asyncio
from typing import ClassVar
from pydantic_settings import SettingsConfigDict
from lokus_kit.errors import StartError
from lokus_kit.root import Root, Stage, run
from lokus_kit.settings import ServiceSettings

class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="LOKUS_TEST_", frozen=True, extra="forbid")
    service: ClassVar[str] = "test"
    wish: str = ""

async def work(name):
    try:
        await asyncio.Event().wait()
    finally:
        print(name, "cancelled", flush=True)

async def bug():
    raise RuntimeError("a bug")

async def ends():
    pass

async def say(text, seconds=0.0):
    await asyncio.sleep(seconds)
    print(text, flush=True)

async def bootstrap(settings: Settings, root: Root):
    root.resources.callback(lambda: print("pool closed", flush=True))
    if settings.wish == "refuse":
        raise StartError("this cannot start: mend it so")
    root.at_stop(Stage.BUS, "bus", lambda: say("bus drained"))
    root.at_stop(Stage.INTAKE, "intake", lambda: say("intake stopped"))
    took = 9 if settings.wish == "slow" else 0
    root.at_stop(Stage.QUEUES, "queues", lambda: say("queues drained", took), 0.2)
    root.task("work", work("work"))
    if settings.wish == "bug":
        root.task("bug", bug())
    if settings.wish == "end":
        root.task("ends", ends())
    print("up", flush=True)
    if settings.wish == "hang":
        await asyncio.Event().wait()

run(Settings, bootstrap)
"""


@contextmanager
def service(wish: str = "", port: int | None = None) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = port or free_port()
    environment = os.environ | {
        "LOKUS_TEST_NATS_URL": "nats://127.0.0.1:1",
        "LOKUS_TEST_HTTP_PORT": "0",
        "LOKUS_TEST_METRICS_PORT": str(port),
        "LOKUS_TEST_WISH": wish,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, port
    finally:
        process.kill()
        process.communicate()


def wait_until_up(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"


def stopped_by(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, list[str], str]:
    process.send_signal(number)
    output, errors = process.communicate(timeout=15)
    return process.returncode, output.splitlines(), errors


def test_a_signal_stops_in_order_and_exits_well() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with service() as (process, port):
            wait_until_up(process)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as reply:
                assert reply.status == 200
            code, output, _ = stopped_by(process, number)
        assert code == 0
        assert output == ["intake stopped", "queues drained", "bus drained", "work cancelled", "pool closed"]


def test_a_step_over_its_limit_is_left_and_the_rest_still_runs() -> None:
    with service("slow") as (process, _):
        wait_until_up(process)
        code, output, errors = stopped_by(process, signal.SIGTERM)
    assert code == 0
    assert output == ["intake stopped", "bus drained", "work cancelled", "pool closed"]
    assert "queues took over 0.2 s and was left" in errors


def test_a_signal_ends_a_start_that_hangs() -> None:
    with service("hang") as (process, _):
        wait_until_up(process)
        code, output, _ = stopped_by(process, signal.SIGTERM)
    assert code == 0
    assert output[-1] == "pool closed"


def test_a_bug_in_any_task_ends_the_service_with_its_trace() -> None:
    with service("bug") as (process, _):
        _, errors = process.communicate(timeout=15)
    assert process.returncode == 1
    assert "RuntimeError: a bug" in errors


def test_a_task_that_ends_by_itself_is_a_bug() -> None:
    with service("end") as (process, _):
        _, errors = process.communicate(timeout=15)
    assert process.returncode == 1
    assert "task ends ended by itself" in errors


def test_what_cannot_start_says_so_in_one_line() -> None:
    with service("refuse") as (process, _):
        output, errors = process.communicate(timeout=15)
    assert process.returncode == 1
    assert len(errors.splitlines()) == 1
    assert "this cannot start: mend it so" in errors
    assert "pool closed" in output


def test_a_taken_port_is_one_line_that_names_the_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with service(port=taken.getsockname()[1]) as (process, _):
            _, errors = process.communicate(timeout=15)
    assert process.returncode == 1
    assert len(errors.splitlines()) == 1
    assert "set LOKUS_TEST_METRICS_PORT" in errors
