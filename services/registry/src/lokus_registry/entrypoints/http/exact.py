"""Members that are taken exactly as their schema says, because they are evidence or decide who sees.

Left to itself, pydantic makes true of "y", a whole number of true, and a day in 1970 of a number. A cell of
a CSV file is text: there `true` and `false` are themselves.
"""

from datetime import date, datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, BeforeValidator, Strict

_WORDS: Final = {"true": True, "false": False}


def _flag(value: object) -> object:
    found = _WORDS.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise ValueError("must be true or false")  # noqa: TRY004 (what pydantic tells the caller)
    return found


def _day(value: object) -> object:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if not isinstance(value, date):
        raise ValueError("must be a day such as 2024-02-14")  # noqa: TRY004 (as above)
    return value


def _moment(value: object) -> object:
    if (isinstance(value, str) and "T" in value.upper()) or isinstance(value, datetime):
        return value
    raise ValueError("must be a moment such as 2024-02-14T07:00:00+07:00")


Flag = Annotated[bool, BeforeValidator(_flag)]
Count = Annotated[int, Strict()]
Day = Annotated[date, BeforeValidator(_day)]
ExactMoment = Annotated[AwareDatetime, BeforeValidator(_moment)]
