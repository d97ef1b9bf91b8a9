"""What is taken exactly."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from lokus_registry.entrypoints.http.exact import Count, Day, ExactMoment, Flag


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Flag, True, True),
        (Flag, "FALSE", False),
        (Count, 3, 3),
        (Day, "2024-02-29", date(2024, 2, 29)),
        (ExactMoment, "2024-02-14T07:00:00+07:00", datetime(2024, 2, 14, tzinfo=UTC)),
    ],
)
def test_what_the_schema_says_is_taken(kind: Any, value: object, expected: object) -> None:
    assert TypeAdapter(kind).validate_python(value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *((Flag, value) for value in ("y", "1", 0, 1, None, "")),
        *((Count, value) for value in (True, "3", 3.0)),
        *((Day, value) for value in ("-0", "2024-02-30", 0, "1700000000", None)),
        *((ExactMoment, value) for value in (1700000000, "1700000000", "2024-02-14", "2024-02-14T07:00:00")),
    ],
)
def test_nothing_is_guessed(kind: Any, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)
