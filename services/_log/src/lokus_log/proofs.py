"""Checking proofs: the way a proof was made (RFC 6962, section 2.1) is gone again, with what it brings."""

from collections.abc import Iterator, Sequence

from lokus_log.hashes import EMPTY_ROOT, node_hash
from lokus_log.tree import left_width


class ProofError(ValueError):
    """A proof proves nothing; the text says what is wrong with it."""


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """ProofError unless the leaf of that hash is in the tree of that size and root, at that index."""
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has none of index {index}")
    siblings = iter(proof)
    found = _above(leaf, index, size, siblings)
    _end(siblings)
    if found != root:
        raise ProofError(f"leaf {index} is not what is in the tree of {size} leaves")


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """ProofError unless the new tree begins with the old one."""
    if not 0 <= old <= new:
        raise ProofError(f"the tree shrank from {old} to {new} leaves")
    siblings = iter(proof)
    found = _both_above(old_root, old, new, siblings) if old else (EMPTY_ROOT, new_root)
    _end(siblings)
    if found != (old_root, new_root):
        raise ProofError(f"the tree of {new} leaves does not begin with that of {old}: the log forked")


def _above(leaf: bytes, index: int, width: int, siblings: Iterator[bytes]) -> bytes:
    """The root of a subtree, from one of its leaves."""
    if width == 1:
        return leaf
    left = left_width(width)
    if index < left:
        inner = _above(leaf, index, left, siblings)
        return node_hash(inner, _next(siblings))
    inner = _above(leaf, index - left, width - left, siblings)
    return node_hash(_next(siblings), inner)


def _both_above(known: bytes | None, old: int, width: int, siblings: Iterator[bytes]) -> tuple[bytes, bytes]:
    """The roots of a subtree as it was and as it is; `known`: what it was, if that is the whole old tree."""
    if old == width:
        root = _next(siblings) if known is None else known
        return root, root
    left = left_width(width)
    if old <= left:
        was, now = _both_above(known, old, left, siblings)
        return was, node_hash(now, _next(siblings))
    was, now = _both_above(None, old - left, width - left, siblings)
    before = _next(siblings)
    return node_hash(before, was), node_hash(before, now)


def _next(siblings: Iterator[bytes]) -> bytes:
    try:
        return next(siblings)
    except StopIteration:
        raise ProofError("the proof is too short") from None


def _end(siblings: Iterator[bytes]) -> None:
    if next(siblings, None) is not None:
        raise ProofError("the proof is too long")
