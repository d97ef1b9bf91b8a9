"""The embedded NATS, before it runs, and what is told of a server that does not serve."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from lokus_local.engines import ServerRefusedError
from lokus_local.engines.nats import NatsEngine, why_not_ready
from lokus_local.free_port import free_port


@asynccontextmanager
async def _server_that_says(words: bytes) -> AsyncIterator[tuple[str, asyncio.Queue[bytes]]]:
    """Serve `words` and the end of the connection to each client; yields the URL and the lines heard."""
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        writer.write_eof()
        async for line in reader:
            heard.put_nowait(line)
        writer.close()

    port = free_port()
    async with await asyncio.start_server(speak, "127.0.0.1", port):
        yield f"nats://127.0.0.1:{port}", heard


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
        (b'INFO {"jetstream": true}\r\nINFO {"connect_urls": []}\r\nPONG\r\n', None),
        (b'INFO {"jetstream": true}\r\n', "it closes the connection"),
        (b'INFO {"jetstream": true, "tls_required": true}\r\n', None),
        (
            b"INFO {\"jetstream\": true}\r\n-ERR 'maximum connections exceeded'\r\n",
            "-ERR 'maximum connections exceeded'",
        ),
        (b'INFO {"server_id": "x"}\r\n', "it runs without JetStream"),
        (b"SSH-2.0-OpenSSH\r\n", "it does not speak NATS"),
        (b"", "it does not speak NATS"),
    ],
)
async def test_a_server_is_judged_by_what_it_says(greeting: bytes, reason: str | None) -> None:
    async with _server_that_says(greeting) as (url, _):
        assert await why_not_ready(url) == reason


@pytest.mark.parametrize(
    ("login", "told"),
    [
        ("", {}),
        ("hush@", {"auth_token": "hush"}),
        ("me:hush@", {"user": "me", "pass": "hush"}),
    ],
)
async def test_a_server_that_refuses_our_login_is_an_error_without_the_secret(
    login: str, told: dict[str, str]
) -> None:
    words = b"INFO {\"jetstream\": true}\r\n-ERR 'Authorization Violation'\r\n"
    async with _server_that_says(words) as (url, heard):
        with pytest.raises(ServerRefusedError, match=r"NATS at 127\.0\.0\.1:\d+ refuses us") as refused:
            await why_not_ready(url.replace("//", f"//{login}"))
        connect = await heard.get()
    assert "hush" not in str(refused.value)
    assert json.loads(connect.removeprefix(b"CONNECT ")) == {"verbose": False} | told


async def test_nobody_there_is_a_reason() -> None:
    assert "Connect call failed" in str(await why_not_ready(f"nats://127.0.0.1:{free_port()}"))
