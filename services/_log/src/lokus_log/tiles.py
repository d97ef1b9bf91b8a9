"""The tree as files that never change: tiles of hashes and bundles of entries (C2SP tlog-tiles).

A tile of level L holds up to 256 hashes, each the root over 256**L leaves; the last one of a level may be
partial, and is then called by its width. A bundle holds the entries below a tile of level 0.
"""

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from lokus_log.hashes import HASH_BYTES
from lokus_log.tree import Perfect, PerfectRoots, row_root

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 1 << TILE_HEIGHT
MOST_ENTRY_BYTES: Final = 0xFFFF
ENTRIES: Final = -1
"""The level of bundles, which lie beside the tiles."""

_TOP_LEVEL: Final = 63
_PATH: Final = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*)(\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


class Tile(NamedTuple):
    """A tile, or the bundle below one (`level` is ENTRIES); `width` is 256 if it is full."""

    level: int
    number: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where it is, below the address of the log."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        thousands = f"{self.number:,}".split(",")
        name = "/".join([*(f"x{group:0>3}" for group in thousands[:-1]), f"{thousands[-1]:0>3}"])
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{name}{partial}"


def read_path(path: str) -> Tile:
    """The tile of a path; ValueError if it is none."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise ValueError(f"{path} is not the path of a tile")
    level, groups, last, width = found.groups()
    tile = Tile(
        ENTRIES if level == "entries" else int(level),
        int(groups.replace("x", "").replace("/", "") + last),
        TILE_WIDTH if width is None else int(width),
    )
    if tile.path != path or tile.level > _TOP_LEVEL:
        raise ValueError(f"{path} is not the path of a tile")
    return tile


def tiles_between(old: int, new: int) -> Iterator[Tile]:
    """The tiles of the tree of `new` leaves that the one of `old` leaves had not, level by level."""
    level = 0
    while new:
        for number in range(old >> TILE_HEIGHT, -(-new // TILE_WIDTH)):
            tile = Tile(level, number, min(TILE_WIDTH, new - number * TILE_WIDTH))
            if number * TILE_WIDTH + tile.width > old:
                yield tile
        old, new, level = old >> TILE_HEIGHT, new >> TILE_HEIGHT, level + 1


def width_in(level: int, number: int, size: int) -> int:
    """How wide a tile is in the tree of a size; 0 if there is none, or no leaf below it."""
    hashes = size >> (TILE_HEIGHT * max(level, 0))
    return max(0, min(TILE_WIDTH, hashes - number * TILE_WIDTH))


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries as they lie in a file; ValueError for one that is longer than 65,535 bytes."""
    try:
        return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)
    except struct.error:
        raise ValueError(f"an entry of a log has at most {MOST_ENTRY_BYTES} bytes") from None


def unbundle(content: bytes) -> list[bytes]:
    """The entries of a file; ValueError if it breaks off."""
    entries = []
    place = 0
    while place < len(content):
        if place + 2 > len(content):
            raise ValueError("the bundle breaks off within a length")
        (length,) = struct.unpack_from(">H", content, place)
        place += 2
        if place + length > len(content):
            raise ValueError("the bundle breaks off within an entry")
        entries.append(content[place : place + length])
        place += length
    return entries


def split(content: bytes, width: int) -> list[bytes]:
    """The hashes of a tile; ValueError unless there are `width`."""
    if len(content) != width * HASH_BYTES:
        raise ValueError(f"a tile of {width} hashes has {width * HASH_BYTES} bytes, this has {len(content)}")
    return [content[place : place + HASH_BYTES] for place in range(0, len(content), HASH_BYTES)]


def roots_from(size: int, hashes: Callable[[Tile], Sequence[bytes]]) -> PerfectRoots:
    """The roots of perfect subtrees of the tree of a size, out of its tiles."""

    def root(part: Perfect) -> bytes:
        level, height = divmod(part.height, TILE_HEIGHT)
        first = part.number << height
        number, inside = divmod(first, TILE_WIDTH)
        found = hashes(Tile(level, number, width_in(level, number, size)))
        return perfect_root(found[inside : inside + (1 << height)])

    return root


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root above hashes whose number is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [row_root(row[place : place + 2]) for place in range(0, len(row), 2)]
    return row[0]
