"""A tree that grows as its tiles do: what a log must keep to append, to sign, and to serve.

Of each level there is one *open* tile, with fewer than 256 hashes. A tile that becomes full is given up: it
never changes again, and its root is the next hash of the open tile above.
"""

from collections.abc import Iterable, Iterator

from lokus_log.hashes import HASH_BYTES
from lokus_log.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, perfect_root, split
from lokus_log.tree import perfect_parts, row_root


class GrowingTree:
    """Made of its open tiles, the lowest level first; a tile is its hashes, one after another."""

    def __init__(self, tiles: Iterable[bytes] = ()) -> None:
        self._open = [split(tile, len(tile) // HASH_BYTES) for tile in tiles]
        self.size = sum(len(tile) << (TILE_HEIGHT * level) for level, tile in enumerate(self._open))

    @property
    def tiles(self) -> list[bytes]:
        """Its open tiles, the lowest level first."""
        return [b"".join(tile) for tile in self._open]

    def append(self, leaf: bytes) -> Iterator[tuple[Tile, bytes]]:
        """Add the hash of a leaf; gives the tiles that are full with it, and their content."""
        self.size += 1
        for level, number in enumerate(_numbers(self.size - 1)):
            if level == len(self._open):
                self._open.append([])
            tile = self._open[level]
            tile.append(leaf)
            if len(tile) < TILE_WIDTH:
                return
            yield Tile(level, number), b"".join(tile)
            leaf = perfect_root(tile)
            self._open[level] = []

    def root(self) -> bytes:
        """The hash of the whole tree."""
        return row_root(
            perfect_root(tile[part.number << part.height : (part.number + 1) << part.height])
            for tile in reversed(self._open)
            for part in perfect_parts(0, len(tile))
        )


def _numbers(index: int) -> Iterator[int]:
    """In which tile of each level a leaf is, from the lowest up."""
    while True:
        index >>= TILE_HEIGHT
        yield index
