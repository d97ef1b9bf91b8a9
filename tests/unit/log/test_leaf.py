from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_log.leaf import Leaf, LeafError, LeafKind, read_leaf

HOUR = datetime(2026, 2, 14, 12, tzinfo=UTC)
LEAF = Leaf(
    LeafKind.SESSION,
    HOUR,
    edge="gateway-0",
    sequence=17,
    agency="polda-metro",
    seconds=312,
    facts={"sent": {"polda-metro": 8}, "policy": "a1"},
    commitments={"camera": bytes(32)},
)
ENTRY = (
    b'{"agency":"polda-metro","commitments":{"camera":"' + 43 * b"A" + b'="},'
    b'"edge":"gateway-0","facts":{"policy":"a1","sent":{"polda-metro":8}},"hour":"2026-02-14T12Z",'
    b'"kind":"session","seconds":312,"seq":17,"v":1}'
)

TOKENS = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,20}", fullmatch=True)
COUNTS = st.integers(0, 2**53 - 1)


def test_a_leaf_is_written_in_one_way_alone() -> None:
    assert LEAF.to_bytes() == ENTRY
    assert read_leaf(ENTRY) == LEAF


@given(
    st.builds(
        Leaf,
        kind=st.sampled_from(LeafKind),
        hour=st.integers(0, 10**5).map(lambda hours: datetime.fromtimestamp(hours * 3600, UTC)),
        edge=TOKENS,
        sequence=COUNTS,
        agency=st.none() | TOKENS,
        seconds=st.none() | COUNTS,
        facts=st.dictionaries(TOKENS, COUNTS | st.text(max_size=20) | st.dictionaries(TOKENS, COUNTS)),
        commitments=st.dictionaries(TOKENS, st.binary(min_size=32, max_size=32)),
    )
)
def test_a_leaf_comes_back_as_it_was(leaf: Leaf) -> None:
    assert read_leaf(leaf.to_bytes()) == leaf


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":true'),
        (b'"v":1', b'"v":1 '),
        (b'"v":1', b'"v":1,"x":1'),
        (b'"seq":17', b'"seq":-1'),
        (b'"seq":17', b'"seq":1.0'),
        (b'"seq":17,', b""),
        (b'"kind":"session"', b'"kind":"party"'),
        (b"2026-02-14T12Z", b"2026-02-14T12:00Z"),
        (b"gateway-0", b"Gateway 0"),
        (b'"seconds":312', b'"seconds":"312"'),
        (b"AAA=", b"A=="),
        (b"AAA=", b"AA!="),
        (b'"policy":"a1"', b'"policy":null'),
        (b'{"polda-metro":8}', b'{"polda-metro":-8}'),
        (b'{"polda-metro":8}', b"[8]"),
        (b'"sent"', b'"\\u0073ent"'),
        (ENTRY, b"[]"),
        (ENTRY, b"\xff"),
        (ENTRY, b""),
        (ENTRY, b"[" * 60_000),
    ],
)
def test_what_is_no_leaf_is_refused(old: bytes, new: bytes) -> None:
    assert old in ENTRY
    with pytest.raises(LeafError):
        read_leaf(ENTRY.replace(old, new))


@given(st.binary(max_size=100))
def test_no_bytes_break_the_reading_of_a_leaf(entry: bytes) -> None:
    with pytest.raises(LeafError):
        read_leaf(entry)
