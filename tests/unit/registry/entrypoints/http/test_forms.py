"""What a caller prefers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.entrypoints.http.forms import preferred

_FORMS = ("application/json", "text/csv", "text/html")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.1, text/html", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("Text/CSV; charset=utf-8; q=1", "text/csv"),
        ("image/png", "application/json"),
        ("text/csv;q=nan, text/html;q=0.2", "text/html"),
    ],
)
def test_the_form_that_weighs_most_is_given(accept: str, expected: str) -> None:
    assert preferred(accept, _FORMS) == expected


def test_a_language_is_chosen_whatever_its_region() -> None:
    assert preferred("en-GB,en;q=0.9,id;q=0.8", ("id", "en")) == "en"
    assert preferred("id-ID,id;q=0.9,en-US;q=0.8", ("id", "en")) == "id"
    assert preferred("de", ("id", "en")) == "id"


@given(st.text(max_size=200))
def test_any_header_gets_an_answer(header: str) -> None:
    assert preferred(header, _FORMS) in _FORMS
