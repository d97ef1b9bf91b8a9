import pytest

from lokus_registry.domain.imports.csv_rows import header, row
from lokus_registry.domain.imports.job import Place
from lokus_registry.domain.imports.records import Record, UnreadableError

MEMBERS = frozenset({"id", "name", "credentials"})


def record(body: str | bytes, line: int = 2, *, is_open: bool = False) -> Record:
    content = body.encode() if isinstance(body, str) else body
    return Record(line, content, Place(), is_open)


def test_a_header_may_begin_with_a_byte_order_mark_and_have_blanks() -> None:
    assert header(record("\ufeffid, name ", line=1), MEMBERS) == ("id", "name")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,colour", "there is no 'colour'; columns may be credentials, id, name"),
        ("id;name", "there is no 'id;name'"),
        ("name", "the column id is missing"),
        ("id,name,name", "a column stands there twice"),
        ('id,"name"x', "this is not CSV"),
        ("id,name\rc1,Gate\rc2,Hall", "a carriage return alone"),
    ],
)
def test_a_header_that_cannot_be_says_what_it_may_be(text: str, told: str) -> None:
    with pytest.raises(UnreadableError, match=told):
        header(record(text, line=1), MEMBERS)


def test_an_empty_cell_is_not_given_and_the_word_null_is_null() -> None:
    assert row(record("c1,,null"), ["id", "name", "credentials"]) == {"id": "c1", "credentials": None}


def test_a_dot_leads_into_a_member() -> None:
    columns = ["id", "credentials.username", "credentials.password"]
    found = row(record('c1,viewer,"a ""b"", c"'), columns)
    assert found == {"id": "c1", "credentials": {"username": "viewer", "password": 'a "b", c'}}


def test_a_member_given_as_a_whole_has_no_inside() -> None:
    with pytest.raises(ValueError, match="credentials is given as a whole"):
        row(record("c1,null,viewer"), ["id", "credentials", "credentials.username"])


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (record("a,b,c"), "the header has 2 columns, this row 3"),
        (record(b"a,\xff"), "not UTF-8"),
        (record('a,"b"c'), "not CSV"),
        (record('a,"b', is_open=True), "never closed"),
    ],
)
def test_a_row_that_cannot_be_says_why(bad: Record, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        row(bad, ["id", "name"])
