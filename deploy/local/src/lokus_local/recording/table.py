"""A timeline as a table: spans and gaps in one column of time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

_REASONS = {
    "source": "the camera did not deliver",
    "worker": "ingest was away",
    "off": "not recorded: switched off",
    "no_event": "not recorded: nothing was seen",
    "disk": "the disk was full or too slow",
    "expired": "older than recordings are kept",
    "pending": "not known yet: a segment may be open",
    "unknown": "not known",
}


def lines(told: dict[str, Any]) -> Iterator[str]:
    """One line for each span and gap, in the order of time, in this machine's time zone."""
    rows = [(span["from"], span["until"], _recorded(span)) for span in told["spans"]]
    rows += [(gap["from"], gap["until"], _missing(gap)) for gap in told["gaps"]]
    for start, until, what in sorted(rows):
        begin, end = _local(start), _local(until)
        length = _length((end - begin).total_seconds())
        yield f"{begin:%Y-%m-%d %H:%M:%S}  {end:%H:%M:%S}  {length:>9}  {what}"
    newest = told["recorded_until"]
    until = "nothing recorded" if newest is None else f"recorded until {_local(newest):%Y-%m-%d %H:%M:%S}"
    yield f"{until}; recording now: {told['mode'] or 'not known'}"
    if told["next"] is not None:
        yield f"there is more: --from {told['next']}"


def _recorded(span: dict[str, Any]) -> str:
    size = f"{span['size_bytes'] / 1e6:.1f} MB"
    late = ", late footage" if span["late"] else ""
    picture = f"{span['codec']} {span['width']}x{span['height']}"
    return f"{picture}, {span['frames']} pictures, {size}, run {span['run']}{late}"


def _missing(gap: dict[str, Any]) -> str:
    failure = f" ({gap['failure'].replace('_', ' ')})" if gap["failure"] else ""
    return f"-- {_REASONS.get(gap['reason'], gap['reason'])}{failure}"


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
