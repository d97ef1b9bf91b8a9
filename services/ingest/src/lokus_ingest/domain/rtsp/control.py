"""Which URL a request is for (RFC 2326, appendix C.1.1), as cameras mean it.

A control attribute is put behind the base as it is, query and all; that is what cameras were tested with, and
not what RFC 3986 would make of it.
"""

import re
from typing import Final
from urllib.parse import urlsplit

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]", re.IGNORECASE | re.ASCII)
_HOST_AND_PORT: Final = re.compile(r"(?:\[[0-9a-f:.]+\]|[\w.-]+):\d{1,5}(?:/|$)", re.IGNORECASE | re.ASCII)


_UNSENDABLE: Final = re.compile(r"[\x00-\x20\x7f]")


def is_absolute(url: str) -> bool:
    """Whether it begins with a scheme and a host."""
    return _SCHEME.match(url) is not None


def base_of(request_url: str, content_base: str | None, content_location: str | None) -> str:
    """What relative controls are relative to: Content-Base, Content-Location, or what was asked for.

    Some cameras leave out the scheme, or scheme and host; both are those of the request then.
    """
    for told in (content_base, content_location):
        if told and is_absolute(told):
            return told
        if told and _HOST_AND_PORT.match(told):
            return f"{urlsplit(request_url).scheme}://{told}"
        if told and told.startswith("/"):
            parts = urlsplit(request_url)
            return f"{parts.scheme}://{parts.netloc}{told}"
    return request_url


def resolved(base: str, control: str | None) -> str:
    """The URL of a medium, or of the whole session."""
    if not control or control == "*":
        return _sendable(base)
    if is_absolute(control):
        return _sendable(control)
    joint = "" if base.endswith("/") or control[0] in "/?" else "/"
    return _sendable(f"{base}{joint}{control}")


def _sendable(url: str) -> str:
    """Without spaces, which would end it within a request."""
    return _UNSENDABLE.sub(lambda sign: f"%{ord(sign[0]):02X}", url)
