"""What a stream's URL may be: RTSP, RTMP or HTTP, with a host, and no secret in it.

Messages never repeat the URL, for what is wrong with it may be a password.
"""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

MAX_LENGTH: Final = 2048
_DEFAULT_PORTS: Final = {"rtsp": 554, "rtsps": 322, "rtmp": 1935, "rtmps": 443, "http": 80, "https": 443}
_WHY_NOT: Final = {
    "srt": "SRT is not read here: have its server offer RTSP, or HTTP with MPEG-TS",
    "udp": "bare UDP is not read here: have its sender offer RTSP, or HTTP with MPEG-TS",
    "rtp": "bare RTP is not read here: have its sender offer RTSP",
    "file": "files are never read for a camera",
}
_SECRET_KEYS: Final = frozenset({"user", "username", "usr", "pwd", "password", "passwd", "pass", "token"})
_UNSAFE: Final = re.compile(r"[\s\\\x00-\x1f\x7f]")
_HOST_NAME: Final = re.compile(r"^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$")

_BRACKETED: Final = re.compile(r"^\[[0-9a-f:.]+(%[0-9a-z._~%-]+)?\](:[0-9]*)?$", re.IGNORECASE)


def check_stream_url(url: str) -> str:
    """Return `url` if ingest may pull it; ValueError says what to mend."""
    if len(url) > MAX_LENGTH or _UNSAFE.search(url):
        raise ValueError(f"use at most {MAX_LENGTH} characters, without spaces or backslashes")
    parts = _split(url)
    if parts.scheme not in _DEFAULT_PORTS:
        *schemes, last = _DEFAULT_PORTS
        why = f"; {_WHY_NOT[parts.scheme]}" if parts.scheme in _WHY_NOT else ""
        raise ValueError(
            f"the scheme must be {', '.join(schemes)} or {last}, as in rtsp://192.0.2.10:554/stream1{why}"
        )
    if "@" in parts.netloc or _asks_with_secret(parts.query):
        raise ValueError("leave user and password out of the URL: give them in `credentials`")
    if not _is_host(parts):
        raise ValueError(
            "name the host, as in rtsp://192.0.2.10:554/stream1 or rtsp://[2001:db8::10]/stream1"
        )
    if parts.fragment:
        raise ValueError("the URL of a stream has no fragment: leave out what follows the #")
    return url


def endpoint(url: str) -> tuple[str, int]:
    """Return the host, in lower case, and the port that a URL which passed the check leads to."""
    parts = _split(url)
    return parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]


def _asks_with_secret(query: str) -> bool:
    # Cameras part their queries by either sign.
    pairs = parse_qsl(query.replace(";", "&"), keep_blank_values=True)
    return any(name.lower() in _SECRET_KEYS for name, _ in pairs)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        # Python's own words would repeat the address.
        raise ValueError("host or port cannot be read; an IPv6 address stands in brackets") from error
    if port == 0:
        raise ValueError("port 0 is none that a camera listens on")
    return parts


def _is_host(parts: SplitResult) -> bool:
    if "[" in parts.netloc:
        # Around the brackets, readers of URLs differ about what is the host and what the port.
        return _BRACKETED.match(parts.netloc) is not None
    return _HOST_NAME.match(parts.hostname or "") is not None
