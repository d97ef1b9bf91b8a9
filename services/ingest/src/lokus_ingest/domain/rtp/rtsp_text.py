"""RTSP messages between interleaved frames, and where to go on after bytes that are neither.

A camera may answer, or ask, between any two frames (RFC 2326, section 10.12); some put garbage there.
After garbage a frame is taken for one only if it looks like RTP of a known type, or RTCP.
"""

import re
from collections.abc import Iterable
from typing import Final

MAX_HEAD_BYTES: Final = 16 * 1024
MAX_BODY_BYTES: Final = 256 * 1024
_METHODS = (
    *(b"OPTIONS", b"DESCRIBE", b"ANNOUNCE", b"SETUP", b"PLAY", b"PAUSE"),
    *(b"TEARDOWN", b"GET_PARAMETER", b"SET_PARAMETER", b"REDIRECT", b"RECORD"),
)
_TEXT: Final = rb"RTSP/|(?:" + b"|".join(_METHODS) + rb") "
LONGEST_START_BYTES: Final = len(b"GET_PARAMETER ")
_MESSAGE: Final = re.compile(_TEXT)
_LINE_ENDS: Final = re.compile(rb"[\r\n]+")
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_NO_TEXT: Final = re.compile(rb"[^\t\r\n\x20-\xff]")
_LENGTH: Final = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_BEFORE_BINARY_BYTES: Final = 3
"""A frame begins so near to its first byte that is no text: `$`, channel, size."""
_RTCP: Final = rb"\xc8-\xcf"


class NoMessage(Exception):
    """What began like a message is none; nothing begins before `behind`: it is not looked at again."""

    def __init__(self, behind: int) -> None:
        super().__init__(behind)
        self.behind = behind


def line_ends(stream: bytes, at: int) -> int:
    """Behind the line ends that some put between messages."""
    found = _LINE_ENDS.match(stream, at)
    return found.end() if found else at


def is_message(stream: bytes, at: int) -> bool:
    """Whether a message begins here."""
    return _MESSAGE.match(stream, at) is not None


def message_end(stream: bytes, at: int) -> int | None:
    """Behind the message that begins here, maybe beyond the bytes so far; None if its head is not whole."""
    end = _HEAD_END.search(stream, at, at + MAX_HEAD_BYTES)
    head_end = end.end() if end else min(len(stream), at + MAX_HEAD_BYTES)
    if odd := _NO_TEXT.search(stream, at, head_end):
        raise NoMessage(max(at + 1, odd.start() - _BEFORE_BINARY_BYTES))
    if end is None:
        if len(stream) - at >= MAX_HEAD_BYTES:
            raise NoMessage(head_end)
        return None
    length = _LENGTH.search(stream, at, head_end)
    body_bytes = int(length[1]) if length else 0
    if body_bytes > MAX_BODY_BYTES:
        raise NoMessage(head_end)
    return int(head_end) + body_bytes


def start_pattern(payload_types: Iterable[int]) -> re.Pattern[bytes]:
    """What a message or a frame of these types begins with."""
    types = {kind | marker for kind in payload_types for marker in (0, 0x80)}
    second = b"".join(re.escape(bytes((kind,))) for kind in sorted(types)) + _RTCP
    return re.compile(_TEXT + rb"|\$...[\x80-\xbf][" + second + rb"]", re.DOTALL)
