"""Where a device is asked, and what becomes of the addresses it gives for itself.

Devices name 127.0.0.1, an address of another network or one they had last year in their XAddrs,
stream and snapshot URIs. The host that answered is the one that works: it replaces what they say.
The port goes with it for HTTP; the RTSP port is another service's, so the device's word stands.
"""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_proto.v1.probe import ProbeReason

DEVICE_PATH: Final = "/onvif/device_service"
_PORTS: Final = {"http": 80, "https": 443}
_MAX_LENGTH: Final = 2048
_UNSAFE: Final = re.compile(r"[\s\\\x00-\x1f\x7f]")
_HOST: Final = re.compile(r"[\w.:%-]{1,253}", re.ASCII)
_SECRET_KEYS: Final = frozenset({"user", "username", "usr", "pwd", "password", "passwd", "pass", "token"})
_SECRET_IN_PATH: Final = re.compile(r"(?i)(user|username|usr|pwd|password|passwd)=([^_&/;?]*)")


@dataclass(frozen=True, slots=True)
class Target:
    """A device service. `host` is a name or an address, IPv6 without brackets."""

    scheme: str
    host: str
    port: int
    path: str = DEVICE_PATH

    @property
    def url(self) -> str:
        """The device service."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port as a URL has them."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{bracketed(self.host)}{port}"

    def at(self, host: str) -> "Target":
        """The same service under another name of its host."""
        return replace(self, host=host)

    def service(self, xaddr: str | None) -> str | None:
        """A service's or a subscription's address, reached where this one was; None if it is no URL."""
        parts = _parts(xaddr)
        if parts is None or parts.scheme not in _PORTS:
            return None
        return parts._replace(scheme=self.scheme, netloc=self.authority, fragment="").geturl()

    def picture(self, uri: str | None) -> str | None:
        """A snapshot's address, reached where this device was, less what is secret in it."""
        found = self.service(uri)
        return None if found is None else _without_secrets(found)

    def stream(self, uri: str | None) -> str | None:
        """A stream's address on this host, at the port that the device names, less what is secret in it."""
        found = self.replay(uri)
        return None if found is None else _without_secrets(found)

    def replay(self, uri: str | None) -> str | None:
        """The same with all that its query says, which names what is to be replayed: never to be shown."""
        parts = _parts(uri)
        if parts is None or parts.scheme not in {"rtsp", "rtsps"}:
            return None
        port = "" if parts.port is None else f":{parts.port}"
        return parts._replace(netloc=f"{bracketed(self.host)}{port}").geturl()


def target_of(address: str) -> Target:
    """Read HOST, HOST:PORT or a URL; DeviceFailure says what is wrong with it."""
    text = address.strip()
    parts = _parts(text if "://" in text else f"http://{_with_brackets(text)}")
    if parts is None or parts.scheme not in _PORTS or not _HOST.fullmatch(parts.hostname or ""):
        raise DeviceFailure(
            ProbeReason.ADDRESS,
            "the address is none: write HOST, HOST:PORT or http://HOST:PORT/onvif/device_service",
        )
    if "@" in parts.netloc:
        raise DeviceFailure(ProbeReason.ADDRESS, "the address holds credentials: give them apart from it")
    path = parts.path if parts.path not in {"", "/"} else DEVICE_PATH
    return Target(parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme], path)


def bracketed(host: str) -> str:
    """A host as it stands in a URL (RFC 3986, section 3.2.2)."""
    return f"[{host}]" if ":" in host else host


def _with_brackets(text: str) -> str:
    """A bare IPv6 address as a URL wants it."""
    bare = text.count(":") > 1 and not text.startswith("[")
    return f"[{text}]" if bare else text


def _parts(url: str | None) -> SplitResult | None:
    """The parts of an absolute URL; None if it is none."""
    text = (url or "").strip()
    if len(text) > _MAX_LENGTH or _UNSAFE.search(text):
        return None
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _without_secrets(url: str) -> str:
    """Some devices write their user and password into the URLs they give out."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name.lower() not in _SECRET_KEYS]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return parts._replace(path=_SECRET_IN_PATH.sub(r"\1=***", parts.path), query=query).geturl()
