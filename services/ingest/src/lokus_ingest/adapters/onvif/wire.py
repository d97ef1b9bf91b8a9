"""SOAP over HTTP to one device: bounded, unhurried by redirects, one connection for each request.

Devices drop idle connections as they please, so none is kept. Replies over `MAX_REPLY_BYTES` and
redirects are refused; certificates are not checked, for devices sign their own. A device that asks
for HTTP Digest on top of the signed message gets it (ONVIF Core, section 5.9).
"""

from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from lxml import etree
from onvif.zeep_aiohttp import AIOHTTPTransport
from requests import Response
from zeep.wsdl.utils import etree_to_string

from lokus_ingest.adapters.onvif.failures import of_status
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_proto.v1.probe import ProbeReason

MAX_REPLY_BYTES: Final = 512 * 1024
CONNECT_SECONDS: Final = 5.0


class Wire:
    """An HTTP session with one device; close it by leaving its context."""

    def __init__(self, credentials: Credentials | None) -> None:
        digest = (
            (aiohttp.DigestAuthMiddleware(login=credentials.username, password=credentials.password),)
            if credentials is not None
            else ()
        )
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=False, force_close=True),
            middlewares=digest,
            headers={"Accept-Encoding": "identity"},
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    def transport(self, timeout_seconds: float) -> "DeviceTransport":
        """What the library sends over; each request may take so long."""
        return DeviceTransport(self._session, timeout_seconds)


class DeviceTransport(AIOHTTPTransport):  # type: ignore[misc]  # the library has no types
    """Takes envelopes and gives replies; DeviceFailure where HTTP alone tells that there is none."""

    def __init__(self, session: aiohttp.ClientSession, timeout_seconds: float) -> None:
        super().__init__(session=session, verify_ssl=False)
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, connect=CONNECT_SECONDS)

    async def post_xml(self, address: str, envelope: Any, headers: dict[str, str]) -> Response:
        """Send an envelope; the reply as the library reads it."""
        message: bytes = etree_to_string(envelope)  # type: ignore[no-untyped-call]
        reply = Response()
        reply.status_code, reply._content = await self.send(address, message, headers)  # noqa: SLF001
        reply.headers["Content-Type"] = "application/soap+xml"
        reply.encoding = "utf-8"
        return reply

    async def send(self, address: str, message: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the reply to a message."""
        operation = operation_of(message)
        async with self.session.post(
            address, data=message, headers=headers, allow_redirects=False, timeout=self._timeout
        ) as response:
            body = await _bounded(operation, response)
        failure = of_status(operation, response.status, body)
        if failure is not None:
            raise failure
        return response.status, body


def operation_of(message: bytes) -> str:
    """What an envelope asks for, in a word."""
    body = etree.fromstring(message).find("{*}Body")
    first = None if body is None or len(body) == 0 else body[0]
    return "the device" if first is None else str(etree.QName(first).localname)


async def _bounded(operation: str, response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > MAX_REPLY_BYTES:
            raise DeviceFailure(
                ProbeReason.NOT_ONVIF, f"{operation}: the reply is over {MAX_REPLY_BYTES // 1024} KiB"
            )
    return bytes(body)
