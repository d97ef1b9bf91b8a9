"""The tree as far as it must be kept to grow, and the parts that proofs are made of.

A tree of n leaves is a row of perfect subtrees, the largest first, one for each bit of n. Their roots are
all that appending needs (`Frontier`), and every proof is a list of roots of perfect subtrees, which tiles
hold, or of rows of them (RFC 6962, sections 2.1.1 and 2.1.2). A *span* is a range of leaves, end exclusive.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lokus_log.hashes import EMPTY_ROOT, node_hash


class Perfect(NamedTuple):
    """The subtree over leaves `number << height` and on, `1 << height` of them."""

    height: int
    number: int


PerfectRoots = Callable[[Perfect], bytes]
"""Gives the root of a perfect subtree of the log; whatever it raises goes through."""


class Frontier:
    """A tree that grows at its end; holds one hash for each bit of its size."""

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size = size
        self._roots = list(roots)
        if len(self._roots) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} perfect subtrees")

    @property
    def roots(self) -> tuple[bytes, ...]:
        """The roots of its perfect subtrees, the largest first."""
        return tuple(self._roots)

    def append(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        merging = self.size
        while merging & 1:
            leaf = node_hash(self._roots.pop(), leaf)
            merging >>= 1
        self._roots.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The hash of the whole tree."""
        return row_root(self._roots)


def row_root(roots: Iterable[bytes]) -> bytes:
    """The root above a row of perfect subtrees, the largest first."""
    last: bytes | None = None
    for root in reversed(list(roots)):
        last = root if last is None else node_hash(root, last)
    return EMPTY_ROOT if last is None else last


def perfect_parts(start: int, end: int) -> Iterator[Perfect]:
    """The perfect subtrees that a span is a row of; `start` is a multiple of the largest's width."""
    while start < end:
        height = (end - start).bit_length() - 1
        yield Perfect(height, start >> height)
        start += 1 << height


def span_root(start: int, end: int, roots: PerfectRoots) -> bytes:
    """The root of a span that is a subtree of the log."""
    return row_root(roots(part) for part in perfect_parts(start, end))


def inclusion_proof(index: int, size: int, roots: PerfectRoots) -> list[bytes]:
    """The proof that a leaf is in the tree of a size, its sibling first; ValueError if it cannot be."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has none of index {index}")
    spans = []
    start, end = 0, size
    while end - start > 1:
        middle = start + left_width(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return [span_root(*span, roots) for span in reversed(spans)]


def consistency_proof(old: int, new: int, roots: PerfectRoots) -> list[bytes]:
    """The proof that the tree of a size begins with that of an older one; ValueError if it cannot be."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves is not older than one of {old}")
    if old in {0, new}:
        return []
    spans = []
    start, end = 0, new
    while old != end:
        middle = start + left_width(end - start)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start != 0:
        spans.append((start, end))
    return [span_root(*span, roots) for span in reversed(spans)]


def left_width(width: int) -> int:
    """How many leaves of a subtree are below its left child: the largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)
