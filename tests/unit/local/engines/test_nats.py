"""The embedded NATS, before it runs, and what is told of a server that does not serve."""

import asyncio
import json
from pathlib import Path

import pytest

from lokus_local.engines.nats import NatsEngine, why_not_ready
from lokus_local.free_port import free_port


async def test_the_token_is_in_a_private_file_and_not_among_the_arguments(tmp_path: Path) -> None:
    engine = NatsEngine(tmp_path / "nats", 9005, "hush")
    await engine.prepare()
    file = tmp_path / "nats" / "server.conf"
    assert not any("hush" in argument for argument in engine.command().arguments)
    assert json.loads(file.read_text())["authorization"] == {"token": "hush"}
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [
        (b'INFO {"jetstream": true}\r\n', None),
        (b'INFO {"server_id": "x"}\r\n', "it runs without JetStream"),
        (b"SSH-2.0-OpenSSH\r\n", "it does not speak NATS"),
        (b"", "it does not speak NATS"),
    ],
)
async def test_a_server_is_judged_by_its_greeting(greeting: bytes, reason: str | None) -> None:
    def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        writer.close()

    port = free_port()
    async with await asyncio.start_server(greet, "127.0.0.1", port):
        assert await why_not_ready(f"nats://127.0.0.1:{port}") == reason


async def test_nobody_there_is_a_reason() -> None:
    assert "Connect call failed" in str(await why_not_ready(f"nats://127.0.0.1:{free_port()}"))
