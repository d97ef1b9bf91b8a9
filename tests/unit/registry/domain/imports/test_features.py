import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.imports.features import MAX_FEATURE_BYTES, cut
from lokus_registry.domain.imports.job import Place
from lokus_registry.domain.imports.records import Record, UnreadableError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('{}[],:"\\\né a', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('a"{]\\', max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text('a"{]\\', max_size=3), JSON, max_size=3)


def all_of(body: bytes, window: int | None = None) -> list[Record]:
    """The features of a file of which `window` bytes are seen at once."""
    found, place = [], Place()
    while place.offset < len(body):
        end = len(body) if window is None else place.offset + window
        before = place
        for record in cut(body[place.offset : end], place, len(body)):
            found += [record] if record.body else []
            place = record.behind
        assert place != before, "a piece moved nothing on"
    return found


def collection(*features: Any, indent: int | None = None, **before: Any) -> bytes:
    whole = {"type": "FeatureCollection", **before, "features": list(features), "bbox": [0, 0, 1, 1]}
    return json.dumps(whole, indent=indent).encode()


def test_each_feature_is_cut_with_its_line() -> None:
    body = b'{"type": "FeatureCollection",\n"features": [\n{"id": 1},\n{\n"id": "}"}\n]\n}\n'
    assert [(each.line, each.body) for each in all_of(body)] == [(3, b'{"id": 1}'), (4, b'{\n"id": "}"}')]


def test_a_collection_without_features_ends_at_once() -> None:
    [end] = cut(collection(), Place(), len(collection()))
    assert (end.body, end.behind.offset) == (b"", len(collection()))


def test_what_is_in_a_feature_is_not_judged_here() -> None:
    body = b'{"features": [{nothing of JSON}, {"id": 2}]}'
    assert [each.body for each in all_of(body)] == [b"{nothing of JSON}", b'{"id": 2}']


def test_what_stands_behind_the_features_may_come_in_later_pieces() -> None:
    body = b'{"features": [{"id": 1}], "more": "' + b"x" * 500 + b'"}'
    *_, end = cut(body[:40], Place(), len(body))
    assert end.behind.offset == len(body)


@given(st.lists(OBJECTS, max_size=6), JSON, st.none() | st.just(1), st.integers(0, 40))
def test_however_a_file_is_cut_its_features_are_those_that_json_sees(
    features: list[dict[str, Any]], other: Any, indent: int | None, more: int
) -> None:
    body = b"\xef\xbb\xbf" + collection(*features, indent=indent, crs=other)
    longest = max((behind - before for before, behind in pairwise([0, *ends(body)])), default=0)
    found = all_of(body, window=longest + 4 + more)
    assert [json.loads(each.body) for each in found] == features
    assert [each.line for each in found] == [
        1 + body[: each.behind.offset - len(each.body)].count(b"\n") for each in found
    ]


def ends(body: bytes) -> list[int]:
    return [record.behind.offset for record in cut(body, Place(), len(body))]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"id,name\n", "line 1: this is no GeoJSON FeatureCollection: { is expected"),
        (b'{"type": "Feature",\n"geometry": {}}', "line 2: .* no member features: send a FeatureCollection"),
        (b'{"features": {}}', r"\[ is expected"),
        (b'{"features": [1]}', "a feature, an object, is expected"),
        (b'{"features": [{}\n{}]}', "line 2: .*, is expected"),
        (b'{"features": [{}, ]}', "a feature, an object, is expected"),
        (b"{features: [{}]}", "the name of a member is expected"),
        (b'{"a" 1}', ": is expected"),
        (b'{"a": }', "a value is expected"),
        (b'{"features": [{}', "the file ends before its features do"),
        (b'{"features": [\n{"a": "', "line 2: the file ends before its features do"),
        (b'{"fea', "the file ends before its features do"),
    ],
)  # fmt: skip
def test_what_is_no_collection_is_told_with_its_line(body: bytes, told: str) -> None:
    with pytest.raises(UnreadableError, match=told):
        all_of(body)


@pytest.mark.parametrize("ending", [b'"}]}', b""])
def test_a_feature_that_is_too_long_ends_the_reading(ending: bytes) -> None:
    body = b'{"features": [{"id": 1},\n{"a": "' + b"x" * MAX_FEATURE_BYTES + ending
    with pytest.raises(UnreadableError, match="line 2: this feature is longer than 1048576 bytes"):
        list(cut(body, Place(), len(body) + 100))


def test_a_file_whose_features_begin_too_late_is_not_read() -> None:
    body = b'{"name": "' + b"x" * MAX_FEATURE_BYTES
    with pytest.raises(UnreadableError, match="this beginning is longer"):
        list(cut(body, Place(), len(body) + 100))
