"""A wire between a service and its server, which a test may cut and mend: a forwarder of TCP."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from lokus_local.free_port import free_port

_CHUNK_BYTES = 65536


class Wire:
    """Forwards `url`, which has the server's URL with another port, while it is not cut."""

    def __init__(self, server_url: str) -> None:
        parts = urlsplit(server_url)
        assert parts.port is not None
        self._server_port = parts.port
        self._port = free_port()
        self._listener: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.url = server_url.replace(f":{parts.port}", f":{self._port}")

    async def mend(self) -> None:
        """Listen, and forward what comes."""
        self._listener = await asyncio.start_server(self._forward, "127.0.0.1", self._port)

    async def cut(self) -> None:
        """Listen no more, and end what is open."""
        if self._listener is not None:
            self._listener.close()
        for writer in list(self._open):
            writer.close()
        await asyncio.sleep(0)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        self._open |= {writer, server_writer}
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._pump(reader, server_writer), name="to the server")
            tasks.create_task(self._pump(server_reader, writer), name="from the server")

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while chunk := await reader.read(_CHUNK_BYTES):
                writer.write(chunk)
                await writer.drain()
        writer.close()
        self._open.discard(writer)
