"""Asks one host over HTTP, the one that was checked, and no other: GET, with a login if it wants one.

Used by a pull's thread, which blocks; `abort`, from the event loop, frees it. A redirect within scheme, host
and port is followed here; one to elsewhere is for the puller, which checks the place and takes no password
there. Over TLS the certificate must be for the host that was named, and be trusted by this machine, as its
OpenSSL has it (`SSL_CERT_FILE`).
"""

import socket
import ssl
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, RemoteDisconnected
from typing import Final
from urllib.parse import urljoin, urlsplit

from lokus_ingest.adapters.http.failures import broken
from lokus_ingest.adapters.rtsp.failures import refused
from lokus_ingest.domain.address import Address
from lokus_ingest.domain.redirect import MOST_REDIRECTS, Redirected, elsewhere, same_place
from lokus_ingest.domain.rtsp.message import Headers, Reply
from lokus_ingest.domain.rtsp.sign_in import SignIn

TIMEOUT_SECONDS: Final = 6.0
"""Longer than a stream may stall: who plays it notices first."""
_MOST_EXPLANATION_BYTES: Final = 64 * 1024
_GOOD: Final = 200
_UNAUTHORIZED: Final = 401
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class HttpClient:
    """One session's; `url`: the last that was asked for, after redirects."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._connection = _Connection(address)
        self._sign_in = SignIn(address.credentials)
        self._response: HTTPResponse | None = None
        self.url = address.request_url()

    def get(self, url: str) -> HTTPResponse:
        """The answer, whose body is still to be read; SourceFailure if there is none."""
        location = url
        for _ in range(MOST_REDIRECTS + 1):
            self.url = url
            response = self._signed_in(url)
            if response.status == _GOOD:
                return response
            if response.status not in _REDIRECTS:
                raise refused(response.status)
            self.close()
            location = _joined(url, response.headers.get("Location", ""))
            if not same_place(url, location):
                raise elsewhere(self._address, location)
            url = location
        raise Redirected(location)

    def get_whole(self, url: str, most_bytes: int) -> bytes:
        """A body that is no longer than it may be; SourceFailure if there is none, or a longer one."""
        response = self.get(url)
        try:
            body = response.read(most_bytes + 1)
        except (OSError, HTTPException) as error:
            raise broken(error) from None
        if len(body) > most_bytes:
            raise broken(HTTPException())
        response.read()
        return body

    def abort(self) -> None:
        """Let nobody wait any longer; from any thread."""
        self._connection.abort()

    def close(self) -> None:
        """Let go of the connection, and of the answer that may have it for itself."""
        self._connection.close()
        if self._response is not None:
            self._response.close()

    def _signed_in(self, url: str) -> HTTPResponse:
        """The answer, with a login if it is asked for: shown once, and once more if its nonce was too old."""
        response = self._ask(url)
        if response.status == _UNAUTHORIZED:
            self._sign_in.met(self._passed_over(response))
            response = self._ask(url)
            if response.status == _UNAUTHORIZED and self._sign_in.met(self._passed_over(response)).stale:
                response = self._ask(url)
        return response

    def _passed_over(self, response: HTTPResponse) -> Reply:
        """An answer without its body, after which the connection can be used again."""
        try:
            response.read(_MOST_EXPLANATION_BYTES)
        except (OSError, HTTPException) as error:
            raise broken(error) from None
        if not response.isclosed():
            self.close()
        headers = tuple((name.lower(), value) for name, value in response.getheaders())
        return Reply(response.status, Headers(headers))

    def _ask(self, url: str) -> HTTPResponse:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"User-Agent": "Lokus", "Accept": "*/*"}
        if authorization := self._sign_in.authorization("GET", target):
            headers["Authorization"] = authorization
        try:
            try:
                self._response = self._connection.ask(target, headers)
            except RemoteDisconnected:  # it kept the connection no longer
                self._response = self._connection.ask(target, headers)
        except (OSError, HTTPException) as error:
            raise broken(error) from None
        return self._response


class _Connection(HTTPConnection):
    """To the address that was checked, under the name that was registered."""

    def __init__(self, address: Address) -> None:
        parts = urlsplit(address.request_url())
        self._endpoint = address.endpoint()
        super().__init__(parts.hostname or "", self._endpoint[1], timeout=TIMEOUT_SECONDS)
        self.default_port = {"http": 80, "https": 443}[parts.scheme]
        self._name = address.hostname.partition("%")[0]
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._last: socket.socket | None = None
        self._aborted = False

    def connect(self) -> None:
        """What http.client calls when there is no connection."""
        plain = socket.create_connection(self._endpoint, TIMEOUT_SECONDS)
        try:
            self.sock = (
                plain if self._tls is None else self._tls.wrap_socket(plain, server_hostname=self._name)
            )
        except OSError:
            plain.close()
            raise
        self._last = self.sock
        if self._aborted:
            self.close()
            raise ConnectionAbortedError

    def ask(self, target: str, headers: dict[str, str]) -> HTTPResponse:
        """One request, on the connection that there is or on a new one."""
        try:
            self.request("GET", target, headers=headers)
            return self.getresponse()
        except (OSError, HTTPException):
            self.close()
            raise

    def abort(self) -> None:
        """Wake whoever reads; the connection may be the answer's alone by now."""
        self._aborted = True
        if self._last is not None:
            with suppress(OSError):
                self._last.shutdown(socket.SHUT_RDWR)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""
