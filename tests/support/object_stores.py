"""Object stores for tests: servers that speak the protocols of S3 and Azure, and a way to them with faults.

S3 is moto's server; Azure is Azurite, which `make test-tools` installs where there is Node.js. No server that
can be installed speaks the XML dialect of Google's store as its client does; it is S3's but for the
signature, so that client is shown on moto's server, with S3's kind of signature put in on the way.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from email.utils import formatdate
from enum import Enum
from pathlib import Path

import pytest

from lokus_local.free_port import free_port

ROOT = Path(__file__).parents[2]
AZURITE = ROOT / ".tools/azurite/node_modules/azurite/dist/src/blob/main.js"
BUCKET = "recordings"
ACCOUNT = "devstoreaccount1"
_START_SECONDS = 30.0
_SIGNED = b"AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
"""The server asks for one and does not check it."""


@contextmanager
def _process(arguments: list[str], port: int, log: Path, **environment: str) -> Iterator[str]:
    with log.open("ab") as told:
        process = subprocess.Popen(arguments, stdout=told, stderr=told, env=environment or None)
        try:
            _wait_until_answering(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def _wait_until_answering(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError as answered:
            answered.close()
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(url)


@contextmanager
def s3_server(folder: Path, **environment: str) -> Iterator[str]:
    """The URL of a server with the bucket."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "--port", str(port)]
    with _process(command, port, folder / "s3.log", **environment) as url:
        _ask("PUT", f"{url}/{BUCKET}")
        yield url


def s3_environment(url: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT": url,
        "AWS_ALLOW_HTTP": "true",
    }


def gs_environment(url: str) -> dict[str, str]:
    account = {"gcs_base_url": url, "disable_oauth": True}
    named = dict.fromkeys(("client_email", "private_key", "private_key_id"), "")
    return {"GOOGLE_SERVICE_ACCOUNT_KEY": json.dumps(account | named), "GOOGLE_ALLOW_HTTP": "true"}


@contextmanager
def azure_server(folder: Path, key: str) -> Iterator[str]:
    """The URL of an account's server with the container; skips the test where there is no Azurite."""
    node = shutil.which("node")
    if node is None or not AZURITE.exists():
        pytest.skip("Azurite is not installed: run scripts/install-test-tools.sh where there is Node.js")
    port = free_port()
    options = ["--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry"]
    command = [node, str(AZURITE), "--blobPort", str(port), *options]
    with _process(command, port, folder / "az.log", AZURITE_ACCOUNTS=f"{ACCOUNT}:{key}") as url:
        _make_container(f"{url}/{ACCOUNT}", key)
        yield f"{url}/{ACCOUNT}"


def azure_environment(url: str, key: str) -> dict[str, str]:
    return {
        "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
        "AZURE_STORAGE_ACCOUNT_KEY": key,
        "AZURE_STORAGE_ENDPOINT": url,
        "AZURE_ALLOW_HTTP": "true",
    }


def _make_container(url: str, key: str) -> None:
    """Shared Key: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key."""
    dated = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": "2021-08-06"}
    told = "".join(f"{name}:{value}\n" for name, value in dated.items())
    text = f"PUT{12 * chr(10)}{told}/{ACCOUNT}/{ACCOUNT}/{BUCKET}\nrestype:container"
    signed = hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()
    authorization = f"SharedKey {ACCOUNT}:{base64.b64encode(signed).decode()}"
    _ask("PUT", f"{url}/{BUCKET}?restype=container", Authorization=authorization, **dated)


def _ask(method: str, url: str, **headers: str) -> None:
    urllib.request.urlopen(urllib.request.Request(url, method=method, headers=headers), timeout=10).close()


def _with_header(head: bytes, name: bytes, value: bytes) -> bytes:
    others = re.sub(rb"(?i)\r\n" + name + rb": [^\r]*", b"", head)
    return others.removesuffix(b"\r\n") + name + b": " + value + b"\r\n\r\n"


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


class Fault(Enum):
    """What happens to a request on its way."""

    NONE = "none"
    REFUSED = "503"
    INDEX_REFUSED = "503 for an index"
    RESET = "reset in the middle"


class Way:
    """A way to a server; `fault` may be changed at any time, for the connections to come."""

    def __init__(self, url: str, *, sign: bool = False) -> None:
        host, _, port = url.removeprefix("http://").partition("/")[0].partition(":")
        self._server = (host, int(port))
        self._sign = sign
        self.fault = Fault.NONE
        self.requests = 0
        self.port = 0
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Way"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            async with server:
                yield self
        finally:
            for task in self._serving:
                task.cancel()
            if self._serving:
                await asyncio.wait(self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                while request := await self._request(reader):
                    await self._answer(request, writer)
        finally:
            await _closed(writer)
            self._serving.discard(task)

    async def _request(self, reader: asyncio.StreamReader) -> bytes:
        """A whole request, or as much of it as the fault lets through."""
        head = await reader.readuntil(b"\r\n\r\n")
        self.requests += 1
        length = re.search(rb"(?i)content-length: (\d+)", head)
        size = int(length[1]) if length else 0
        if self.fault is Fault.RESET and size:
            await reader.readexactly(size // 2)
            return b""
        body = await reader.readexactly(size)
        if self._sign:
            head = _with_header(head, b"Authorization", _SIGNED)
        return _with_header(head, b"Connection", b"close") + body

    async def _answer(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        is_index = b"/index-" in request.partition(b"\r\n")[0]
        if self.fault is Fault.REFUSED or (self.fault is Fault.INDEX_REFUSED and is_index):
            writer.write(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n")
        else:
            reader, onwards = await asyncio.open_connection(*self._server)
            try:
                onwards.write(request)
                while content := await reader.read(1 << 16):
                    writer.write(content)
            finally:
                await _closed(onwards)
            await writer.drain()
            raise OSError("the server closed, as it was asked to")
        await writer.drain()
