"""What the URL of an ONVIF device service may be: HTTP, with a host, and no secret in it."""

import re
from typing import Final
from urllib.parse import urlsplit

MAX_LENGTH: Final = 512
_UNSAFE: Final = re.compile(r"[\s\\\x00-\x1f\x7f]")
_AUTHORITY: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:[0-9]+)?", re.IGNORECASE)


def check_device_url(url: str) -> str:
    """Return `url` if ingest may ask there; ValueError says what to mend, without repeating it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("host or port cannot be read; an IPv6 address stands in brackets") from None
    if "@" in parts.netloc:
        raise ValueError("leave user and password out of the URL: those of `credentials` are used")
    whole = parts.scheme in {"http", "https"} and _AUTHORITY.fullmatch(parts.netloc) and port != 0
    if not whole or len(url) > MAX_LENGTH or _UNSAFE.search(url) or parts.query or parts.fragment:
        raise ValueError("write it as http://192.0.2.10/onvif/device_service")
    return url


def device_host(url: str) -> str:
    """The host, in lower case, of a URL that passed the check."""
    return urlsplit(url).hostname or ""
