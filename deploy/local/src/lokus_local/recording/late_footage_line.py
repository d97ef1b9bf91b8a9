"""What became of late footage, in a line for a person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any


def progress_line(sent_bytes: int, of_bytes: int) -> str:
    """How far the sending is."""
    return (
        f"sent {sent_bytes / 1e6:.1f} of {of_bytes / 1e6:.1f} MB ({sent_bytes * 100 // max(of_bytes, 1)} %)"
    )


def line(state: dict[str, Any]) -> str:
    """How far some footage is, in this machine's time zone."""
    name = state["name"] or "footage"
    received = f"{_local(state['received_at']):%Y-%m-%d %H:%M}"
    return f"{received}  {name}  {state['phase']}{_more(state)}  [{state['id']}]"


def _more(state: dict[str, Any]) -> str:
    match state["phase"]:
        case "reading":
            return f" {state['done_percent']} %"
        case "refused":
            return f" ({state['refusal'].replace('_', ' ')}): {state['detail']}"
        case "stored":
            start, until = _local(state["stored_from"]), _local(state["stored_until"])
            return (
                f": {start:%Y-%m-%d %H:%M:%S} to {until:%H:%M:%S}, {state['frames']} pictures in "
                f"{_counted(state['segments'], 'segment')}{''.join(_remarks(state))}"
            )
        case _:
            return ""


def _remarks(state: dict[str, Any]) -> Iterator[str]:
    if state["left_out"]:
        yield f", {state['left_out']} pictures left out"
    if (offset_seconds := state["clock_offset_milliseconds"] / 1000) != 0:
        yield f"; the camera's clock was put right by {offset_seconds:+,.1f} s"
    if state["detail"]:
        yield f"; lacking: {state['detail']}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()
