"""Moments as people type them: `2026-02-14T07:00:00+07:00`, or `10m` for ten minutes ago."""

import re
from datetime import datetime, timedelta
from typing import Final

from lokus_local.asking import stop

_AGO: Final = re.compile(r"(\d{1,6})([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
SPELLINGS: Final = "2026-02-14T07:00:00+07:00, or 90s, 10m, 2h, 1d for so long ago"


def moment(text: str, now: datetime) -> datetime:
    """A moment; ValueError says how to spell one. Without an offset it is of this machine's time zone."""
    if (ago := _AGO.fullmatch(text.strip())) is not None:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        return datetime.fromisoformat(text.strip()).astimezone(now.tzinfo)
    except ValueError:
        raise ValueError(f"{text!r} is no moment: write {SPELLINGS}") from None


def typed_moment(command: str, text: str, now: datetime) -> datetime:
    """A moment; the command ends where `text` is none."""
    try:
        return moment(text, now)
    except ValueError as error:
        stop(command, str(error))
