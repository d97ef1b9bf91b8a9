import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.imports.job import Place
from lokus_registry.domain.imports.records import MAX_RECORD_BYTES, Record, UnreadableError, cut

CELLS = st.lists(st.lists(st.text('a,;"\n\r é', max_size=6), min_size=2, max_size=3), max_size=12)


def all_of(body: bytes, *, quoted: bool) -> list[Record]:
    return list(cut(body, Place(), whole=True, quoted=quoted))


def test_a_record_knows_its_line_and_the_place_behind_it() -> None:
    first, second = all_of(b"a,b\r\nc,d", quoted=True)
    assert (first.line, first.body, first.behind) == (1, b"a,b", Place(5, 2))
    assert (second.line, second.body, second.behind) == (2, b"c,d", Place(8, 2))


def test_a_quoted_line_feed_is_no_end_and_counts_as_a_line() -> None:
    first, second = all_of(b'a,"x\ny""\nz"\nb,c\n', quoted=True)
    assert (first.line, first.body) == (1, b'a,"x\ny""\nz"')
    assert (second.line, second.body) == (4, b"b,c")


def test_without_quoting_each_line_is_a_record() -> None:
    assert [record.body for record in all_of(b'{"a"\n"b"}\n', quoted=False)] == [b'{"a"', b'"b"}']


def test_a_quote_that_never_closes_costs_one_line() -> None:
    first, second = all_of(b'a,"x\nb,c\n', quoted=True)
    assert (first.body, first.is_open) == (b'a,"x', True)
    assert (second.body, second.is_open) == (b"b,c", False)


def test_a_quote_that_does_not_close_within_a_record_costs_one_line_before_the_file_is_whole() -> None:
    body = b'a,"x\n' + b"b,c\n" * MAX_RECORD_BYTES
    first, second, *_ = cut(body, Place(), whole=False, quoted=True)
    assert (first.is_open, second.body) == (True, b"b,c")


def test_what_is_cut_off_waits_for_the_rest() -> None:
    assert [record.body for record in cut(b"a\nb", Place(), whole=False, quoted=False)] == [b"a"]
    assert [record.body for record in cut(b'a,"\nb', Place(), whole=False, quoted=True)] == []


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_an_endless_line_ends_the_reading(end: bytes, *, quoted: bool) -> None:
    with pytest.raises(UnreadableError, match="line 2 is longer"):
        all_of(b"a\n" + b"x" * (MAX_RECORD_BYTES + 1) + end, quoted=quoted)


@given(CELLS, st.integers(1, 40), st.sampled_from(["\n", "\r\n"]))
def test_however_a_file_is_cut_its_records_are_those_of_the_csv_module(
    rows: list[list[str]], window: int, ending: str
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(rows)
    body = text.getvalue().encode()
    place, found = Place(), []
    size = window
    while place.offset < len(body):
        piece = body[place.offset : place.offset + size]
        whole = place.offset + size >= len(body)
        records = list(cut(piece, place, whole=whole, quoted=True))
        size = window if records else size * 2
        for record in records:
            found.append(next(csv.reader(io.StringIO(record.body.decode(), newline=""))))
            place = record.behind
    assert found == rows
    assert place.line == 1 + body.count(b"\n")
