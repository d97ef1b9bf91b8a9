"""The header of an RTP packet beyond its twelve fixed bytes (RFC 3550, sections 5.1 and 5.3.1)."""

from typing import Final

VERSION_2: Final = 0x80
_VERSION, _PADDING, _EXTENSION, _CSRC_COUNT = 0xC0, 0x20, 0x10, 0x0F
_WORD_BYTES = 4


def payload_bounds(packet: bytes, start: int, stop: int, flags: int) -> tuple[int, int] | None:
    """Where the payload lies, which may be empty; None if the header does not add up.

    `start`: behind the fixed header; `stop`: behind the packet; `flags`: its first byte.
    """
    if flags & _VERSION != VERSION_2:
        return None
    start += _WORD_BYTES * (flags & _CSRC_COUNT)
    if flags & _EXTENSION:
        words = int.from_bytes(packet[start + 2 : start + _WORD_BYTES], "big")
        start += _WORD_BYTES + _WORD_BYTES * words
    if flags & _PADDING and start < stop:
        stop -= packet[stop - 1]
    return (start, stop) if start <= stop else None


def extension_of(packet: bytes, start: int, flags: int) -> bytes:
    """The header extension with its own head of four bytes, of a header that adds up; empty if it has none.

    `start`: behind the fixed header; `flags`: its first byte.
    """
    if not flags & _EXTENSION:
        return b""
    start += _WORD_BYTES * (flags & _CSRC_COUNT)
    words = int.from_bytes(packet[start + 2 : start + _WORD_BYTES], "big")
    return packet[start : start + _WORD_BYTES + _WORD_BYTES * words]
