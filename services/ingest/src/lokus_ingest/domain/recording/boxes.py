"""Boxes of the ISO base media file format (ISO/IEC 14496-12, 4.2): made, and found again.

A box is its length (4 bytes), its kind (4 bytes) and its content. Lengths of 64 bits do not occur in
what is written here; a box that claims one, or more than there is, counts as not whole.
"""

import struct
from collections.abc import Iterator
from mmap import mmap
from typing import Final, NamedTuple

HEADER_BYTES: Final = 8


class Found(NamedTuple):
    """A box within some bytes: its kind, where it starts, and where it ends."""

    kind: bytes
    start: int
    end: int

    @property
    def content(self) -> slice:
        """Where its content lies."""
        return slice(self.start + HEADER_BYTES, self.end)


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box around its parts."""
    content = b"".join(parts)
    return struct.pack(">I4s", HEADER_BYTES + len(content), kind) + content


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box that begins with a version and flags (4.2)."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def whole_boxes(content: bytes | mmap, start: int = 0) -> Iterator[Found]:
    """The boxes one behind another, up to the first that is not whole."""
    while start + HEADER_BYTES <= len(content):
        length, kind = struct.unpack_from(">I4s", content, start)
        if length < HEADER_BYTES or start + length > len(content):
            return
        yield Found(kind, start, start + length)
        start += length


def inside(content: bytes, *path: bytes) -> bytes:
    """The content of the first box at a path of kinds; ValueError if there is none."""
    for kind in path:
        found = next((each for each in whole_boxes(content) if each.kind == kind), None)
        if found is None:
            raise ValueError(f"no box {kind.decode('latin-1')!r} where one must be")
        content = content[found.content]
    return content
