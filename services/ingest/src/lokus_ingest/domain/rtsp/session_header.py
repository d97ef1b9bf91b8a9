"""What a reply to SETUP settles: session, timeout, where packets come (RFC 2326, 12.37 and 12.39)."""

import re
from dataclasses import dataclass
from typing import Final

DEFAULT_TIMEOUT_SECONDS: Final = 60
_TIMEOUT: Final = re.compile(r";\s*timeout\s*=\s*\"?(\d{1,9})", re.IGNORECASE | re.ASCII)
_INTERLEAVED: Final = re.compile(r";\s*interleaved\s*=\s*\"?\s*(\d{1,3})(?!\d)", re.IGNORECASE | re.ASCII)
_MOST_CHANNEL: Final = 254


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """How a camera calls a session, and after how long without a word it ends it."""

    id: str
    timeout_seconds: int

    @classmethod
    def read(cls, text: str) -> "SessionHeader | None":
        """None if the session has no name; a timeout of 0 is none."""
        name = text.partition(";")[0].strip()
        found = _TIMEOUT.search(text)
        seconds = int(found[1]) if found else 0
        return cls(name, seconds or DEFAULT_TIMEOUT_SECONDS) if name else None


@dataclass(frozen=True, slots=True)
class TransportHeader:
    """What a camera settled of what was proposed. `channel`: that of RTP in the connection, if it says so.

    Its ssrc is not read: cameras tell one that they do not use.
    """

    within_connection: bool
    channel: int | None

    @classmethod
    def read(cls, text: str) -> "TransportHeader":
        """Read the first of several; whatever is not said is as it was proposed."""
        first = text.partition(",")[0]
        found = _INTERLEAVED.search(first)
        channel = int(found[1]) if found else None
        told_tcp = "/TCP" in first.upper() or found is not None
        told_udp = not told_tcp and "RTP/AVP" in first.upper()
        return cls(not told_udp, channel if channel is not None and channel <= _MOST_CHANNEL else None)


def read_methods(public: str | None) -> frozenset[str]:
    """The methods that a camera says it knows (12.28)."""
    return frozenset(method.strip().upper() for method in (public or "").split(",") if method.strip())
