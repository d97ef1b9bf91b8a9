"""RTSP/1.0 messages as bytes and back (RFC 2326 sections 4, 6, 7, 10.12 and 12).

A TCP connection carries requests, their bodies and interleaved `$` frames in one byte stream.
`MessageParser` is fed whatever arrives, keeps what is incomplete, and yields whole items only,
so the cut of the chunks never shows. Sizes are bounded, since the bytes come from outside.
Pure: no I/O, no task.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MAX_HEAD_BYTES = 8 * 1024
MAX_BODY_BYTES = 16 * 1024
_FRAME_HEAD_BYTES = 4
_LONGEST_NUMBER = 9  # digits; int() of more would cost for nothing
_REQUEST_LINE = re.compile(r"(?P<method>\S+) (?P<uri>\S+) RTSP/(?P<version>\S+)")

REASONS: Mapping[int, str] = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    413: "Request Entity Too Large",
    451: "Parameter Not Understood",
    453: "Not Enough Bandwidth",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
    501: "Not Implemented",
    505: "RTSP Version Not Supported",
    551: "Option not supported",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One whole request. Header names are lower case; repeated headers are joined by a comma."""

    method: str
    uri: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class InterleavedFrame:
    """One `$` frame (RFC 2326 section 10.12): a binary packet on a channel."""

    channel: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Malformed:
    """A message that cannot be served: answer `status`; when `fatal`, the framing is lost too."""

    status: int
    fatal: bool
    headers: Mapping[str, str] = field(default_factory=dict)


Item = Request | InterleavedFrame | Malformed


@dataclass(frozen=True, slots=True)
class Response:
    """One reply; `encode` adds CSeq, the reason phrase and Content-Length."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def encode(self, cseq: str | None) -> bytes:
        """The bytes on the wire, with CSeq echoed when the request had one."""
        lines = [f"RTSP/1.0 {self.status} {REASONS[self.status]}"]
        if cseq is not None:
            lines.append(f"CSeq: {cseq}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


class MessageParser:
    """Cuts a byte stream into requests and interleaved frames. One per connection."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._lost = False

    def feed(self, chunk: bytes) -> Iterator[Item]:
        """Yield every item that is whole once `chunk` is appended; nothing after a fatal one."""
        self._buffer += chunk
        while not self._lost:
            item = self._next_item()
            if item is None:
                return
            self._lost = isinstance(item, Malformed) and item.fatal
            yield item

    def _next_item(self) -> Item | None:
        # RFC 2326 section 4: empty lines before a message are ignored.
        blank = len(self._buffer) - len(self._buffer.lstrip(b"\r\n"))
        del self._buffer[:blank]
        if self._buffer.startswith(b"$"):
            return self._next_frame()
        return self._next_request()

    def _next_frame(self) -> InterleavedFrame | None:
        if len(self._buffer) < _FRAME_HEAD_BYTES:
            return None
        end = _FRAME_HEAD_BYTES + int.from_bytes(self._buffer[2:4], "big")
        if len(self._buffer) < end:
            return None
        frame = InterleavedFrame(self._buffer[1], bytes(self._buffer[_FRAME_HEAD_BYTES:end]))
        del self._buffer[:end]
        return frame

    def _next_request(self) -> Request | Malformed | None:
        head_end = self._buffer.find(b"\r\n\r\n", 0, MAX_HEAD_BYTES)
        if head_end < 0:
            too_long = len(self._buffer) >= MAX_HEAD_BYTES
            return Malformed(413, fatal=True) if too_long else None
        start_line, headers = _parse_head(bytes(self._buffer[:head_end]))
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return Malformed(400, fatal=True, headers=headers)
        if len(length) > _LONGEST_NUMBER or int(length) > MAX_BODY_BYTES:
            return Malformed(413, fatal=True, headers=headers)
        end = head_end + 4 + int(length)
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[head_end + 4 : end])
        del self._buffer[:end]
        return _build_request(start_line, headers, body)


def _parse_head(head: bytes) -> tuple[str, dict[str, str]]:
    """Split a head into its start line and its headers; a line without a colon counts for nothing."""
    start_line, *lines = head.decode("utf-8", "replace").splitlines()
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            key = name.strip().lower()
            joined = f"{headers[key]}, {value.strip()}" if key in headers else value.strip()
            headers[key] = joined
    return start_line, headers


def _build_request(start_line: str, headers: dict[str, str], body: bytes) -> Request | Malformed:
    match = _REQUEST_LINE.fullmatch(start_line)
    if match is None or "cseq" not in headers:
        return Malformed(400, fatal=False, headers=headers)
    if match["version"] != "1.0":
        return Malformed(505, fatal=False, headers=headers)
    return Request(match["method"], match["uri"], headers, body)
