import pytest

from lokus_registry.domain.imports.job import Place
from lokus_registry.domain.imports.ndjson_rows import row
from lokus_registry.domain.imports.records import Record


def test_a_line_is_an_object_and_the_first_may_begin_with_a_byte_order_mark() -> None:
    assert row(Record(1, b'\xef\xbb\xbf{"id": "c1"}', Place())) == {"id": "c1"}
    assert row(Record(2, b'{"id": "c2", "streams": []}', Place())) == {"id": "c2", "streams": []}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "not JSON at character 2"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "no object"),
        (b'"\xff"', "not UTF-8"),
        (b'{"n": ' + b"9" * 5000 + b"}", "limit"),
    ],
    ids=["cut", "deep", "array", "latin-1", "long number"],
)
def test_a_line_that_is_none_says_why(body: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        row(Record(2, body, Place()))
