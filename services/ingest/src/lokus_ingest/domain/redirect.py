"""Where a camera sends us, and what we take there: a password is for the host and port it was registered for.

Another path of the same host and port is just another path. Any other place, though it be another port of
the same host (behind one address there may be many cameras), is approached like a camera of its own, without
user and password; never from TLS to none, nor from one protocol to another.
"""

import re
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from lokus_ingest.domain.address import DEFAULT_PORTS, Address
from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import ReasonKind

MOST_REDIRECTS: Final = 3
_AS_GOOD: Final = {scheme: {scheme, f"{scheme}s"} & DEFAULT_PORTS.keys() for scheme in DEFAULT_PORTS}
"""Where a scheme may lead: to itself, and to the same over TLS."""
_HOST: Final = re.compile(r"[\w.:-]{1,253}", re.ASCII)


class Redirected(SourceFailure):
    """The camera sends us elsewhere; `address`: what to try there, None if it is not followed."""

    def __init__(self, location: str, address: Address | None = None) -> None:
        super().__init__(
            ReasonKind.ADDRESS,
            f"the camera redirects to {named_host(location)}, which is not followed: "
            "register that address instead, or end the redirect on the camera",
            may_pass=True,
        )
        self.address = address
        self._location = location

    def unwelcome(self) -> SourceFailure:
        """The other place wants user and password, which it does not get."""
        return SourceFailure(
            ReasonKind.ADDRESS,
            f"the camera redirects to {named_host(self._location)}, which wants a user and a password: "
            "register that address instead, or end the redirect on the camera",
            may_pass=True,
        )


def same_place(url: str, location: str) -> bool:
    """Whether a redirect stays with scheme, host and port; a bare path does."""
    return location.startswith("/") or _place(location) == _place(url)


def elsewhere(address: Address, location: str) -> Redirected:
    """What to raise for a redirect to another place."""
    place = _place(location)
    if place is None or place[0] not in _AS_GOOD[address.scheme]:
        return Redirected(location)
    bare = urlsplit(location)
    netloc = bare.netloc.rpartition("@")[2]
    url = bare._replace(netloc=netloc).geturl()
    return Redirected(location, replace(address, url=url, credentials=None, host=None))


def named_host(url: str) -> str:
    """Host and port, without user, password and whatever else a camera may write."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "another address"
    if not _HOST.fullmatch(host):
        return "another address"
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if port is None else f"{bracketed}:{port}"


def _place(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None if nothing can be pulled from there."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or port == 0 or parts.scheme not in DEFAULT_PORTS:
        return None
    return parts.scheme, host, port or DEFAULT_PORTS[parts.scheme]
