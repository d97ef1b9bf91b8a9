"""Trees that were made the slow way, straight from the definition."""

from collections.abc import Sequence

from lokus_log.hashes import EMPTY_ROOT, leaf_hash, node_hash
from lokus_log.tree import Perfect, PerfectRoots

ENTRIES = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""The leaves that logs of certificates test with."""

ROOTS = [
    bytes.fromhex(text)
    for text in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
"""Their roots, by size."""


def leaves(count: int) -> list[bytes]:
    """The hashes of so many leaves."""
    return [leaf_hash(str(number).encode()) for number in range(count)]


def slow_root(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY_ROOT
    left = max(1 << power for power in range(len(hashes).bit_length()) if 1 << power < len(hashes))
    return node_hash(slow_root(hashes[:left]), slow_root(hashes[left:]))


def roots_of(hashes: Sequence[bytes]) -> PerfectRoots:
    """The roots of the perfect subtrees over these leaves."""

    def root(part: Perfect) -> bytes:
        start, end = part.number << part.height, (part.number + 1) << part.height
        assert end <= len(hashes)
        return slow_root(hashes[start:end])

    return root
