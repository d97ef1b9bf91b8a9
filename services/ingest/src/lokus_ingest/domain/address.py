"""Where a stream is pulled from: URL, user and password apart until the moment of connecting.

The registry keeps credentials out of URLs; `connect_url` puts them in, percent-encoded, so that a
password with `@ : / # %` arrives as it is. Neither `repr` nor `str` shows the password.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.networks import IpAddress
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import ReasonKind

DEFAULT_PORTS: Final = {"rtsp": 554, "rtsps": 322, "rtmp": 1935, "rtmps": 443, "http": 80, "https": 443}
"""What can be pulled, and the port where it is if the URL names none."""
_ZONE: Final = re.compile(r"%[^\]]*\]")


class Carrier(StrEnum):
    """What RTP travels over."""

    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user of the camera."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Address:
    """One stream of one camera, as it is to be reached; `host`: where its name leads, and is allowed to."""

    url: str
    transport: Transport
    credentials: Credentials | None = None
    host: IpAddress | None = None

    def __post_init__(self) -> None:
        _split(self.url)

    @property
    def hostname(self) -> str:
        """The host as the URL names it: a name, or an address, which may have a zone (RFC 6874)."""
        return unquote(_split(self.url).hostname or "")

    @property
    def scheme(self) -> str:
        """The URL's, in lower case."""
        return _split(self.url).scheme

    @property
    def fetched(self) -> bool:
        """Whether a request of HTTP goes there, which anything in a network may act upon."""
        return self.scheme in {"http", "https"}

    def endpoint(self) -> tuple[str, int]:
        """Host and port to connect to; the host is the one that was checked, if that was done."""
        parts = _split(self.url)
        host = self.hostname if self.host is None else str(self.host)
        return host, parts.port or DEFAULT_PORTS[parts.scheme]

    def request_url(self) -> str:
        """The URL to name in requests: without a zone, which is of this machine alone (RFC 6874)."""
        parts = _split(self.url)
        return parts._replace(netloc=_ZONE.sub("]", parts.netloc)).geturl()

    def rtmp_application_url(self) -> str:
        """What an RTMP server is asked for: its name and application, the first part of the path or two.

        As FFmpeg parts a path; it would name the host's address, and servers may tell streams by name.
        """
        parts = _split(self.url)
        application, *rest = parts.path.strip("/").split("/")
        if len(rest) > 1:
            application = f"{application}/{rest[0]}"
        return f"{parts.scheme}://{parts.netloc}/{application}"

    def connect_url(self) -> str:
        """The URL with credentials and `host` in it; for the connecting library alone, never for a log.

        A zone (RFC 6874) stands in it as resolvers read it: `[fe80::1%25eth0]` as `[fe80::1%eth0]`.
        """
        parts = _split(self.url)
        place = parts.netloc.replace("%25", "%")
        if self.host is not None:
            place = _bracketed(self.host) + (f":{parts.port}" if parts.port else "")
        if self.credentials is not None:
            user = quote(self.credentials.username, safe="")
            password = quote(self.credentials.password, safe="")
            place = f"{user}:{password}@{place}"
        return parts._replace(netloc=place).geturl()


def _bracketed(host: IpAddress) -> str:
    return f"[{host}]" if host.version == 6 else str(host)  # noqa: PLR2004 (of the protocol)


def _split(url: str) -> SplitResult:
    """Take a URL apart; SourceFailure says what is wrong with it."""
    try:
        parts = urlsplit(url)
        complete = parts.scheme in DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        complete = False
    if not complete:
        raise SourceFailure(ReasonKind.ADDRESS, "the URL is none: write it as rtsp://HOST[:PORT]/PATH")
    if "@" in parts.netloc:
        raise SourceFailure(ReasonKind.ADDRESS, "the URL holds credentials: give them apart from it")
    return parts


def carriers(transport: Transport, last_good: Carrier | None) -> tuple[Carrier, ...]:
    """What to try, in order; `auto` begins with what worked last."""
    match transport:
        case Transport.TCP:
            return (Carrier.TCP,)
        case Transport.UDP:
            return (Carrier.UDP,)
        case Transport.AUTO:
            return (Carrier.UDP, Carrier.TCP) if last_good is Carrier.UDP else (Carrier.TCP, Carrier.UDP)
