"""RTSP 1.0 messages (RFC 2326), read as leniently as cameras write them.

Any line end, any case, folded lines, lines without a colon, no reason, no CSeq. What is not UTF-8 is kept as
it is (surrogateescape), so that a realm or nonce goes back to the camera byte for byte.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_STATUS: Final = re.compile(r"RTSP/\d+\.\d+\s+(\d{3})(?!\d)", re.ASCII)
_REQUEST: Final = re.compile(r"([A-Z_]+) ", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
_CODEC: Final = ("utf-8", "surrogateescape")


class Malformed(ValueError):
    """What looked like a message is none."""


@dataclass(frozen=True, slots=True)
class Headers:
    """Names in lower case, in the order in which they came; a name may come several times."""

    pairs: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a header; `name` in lower case."""
        return tuple(value for each, value in self.pairs if each == name)

    def first(self, name: str) -> str | None:
        """The first value of a header that has one."""
        return next(filter(None, self.all(name)), None)

    @property
    def sequence(self) -> int | None:
        """CSeq, if it is a number."""
        found = _NUMBER.match(self.first("cseq") or "")
        return int(found[0]) if found else None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a camera answers."""

    status: int
    headers: Headers
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a camera asks of us, as it may at any time (section 10)."""

    method: str
    headers: Headers


def read_message(message: bytes) -> Reply | Asked:
    """Read one whole message: head, empty line, body; Malformed if it is neither reply nor request."""
    end = _HEAD_END.search(message)
    head, body = (message[: end.start()], message[end.end() :]) if end else (message, b"")
    first, *lines = _LINE_END.split(head.decode(*_CODEC))
    if status := _STATUS.match(first):
        return Reply(int(status[1]), _headers(lines), body)
    if request := _REQUEST.match(first):
        return Asked(request[1], _headers(lines))
    raise Malformed("the first line is that of no message")


def write_request(method: str, url: str, headers: Mapping[str, str]) -> bytes:
    """A request without a body; Malformed if it could be taken for several."""
    return _written(f"{method} {url} RTSP/1.0", headers)


def write_reply(status: str, headers: Mapping[str, str]) -> bytes:
    """A reply without a body; `status`: number and reason."""
    return _written(f"RTSP/1.0 {status}", headers)


def _written(first: str, headers: Mapping[str, str]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers.items())]
    if any(_LINE_END.search(line) for line in lines):
        raise Malformed("a line of a message holds a line end")
    return "\r\n".join([*lines, "", ""]).encode(*_CODEC)


def _headers(lines: list[str]) -> Headers:
    pairs: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in {" ", "\t"} and pairs:  # folded (RFC 2616, section 4.2)
            name, value = pairs[-1]
            pairs[-1] = (name, f"{value} {line.strip()}".strip())
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip():
            pairs.append((name.strip().lower(), value.strip()))
    return Headers(tuple(pairs))
