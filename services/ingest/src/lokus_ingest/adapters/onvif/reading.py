"""Reads what devices may leave out: the library gives objects whose members are missing at times."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_proto.v1.probe import ProbeReason

MISREAD: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What comes of an answer that is quite another than it should be."""
_LONGEST: Final = 2048


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Make one failure of whatever goes wrong while an answer is read."""
    try:
        yield
    except DeviceFailure:
        raise
    except MISREAD as error:
        raise DeviceFailure(
            ProbeReason.NOT_ONVIF, f"{what}: the answer is no ONVIF reply ({type(error).__name__})"
        ) from None


def part(whole: Any, *names: str) -> Any:
    """A member of a member ...; None where one is missing."""
    for name in names:
        if whole is None:
            return None
        whole = getattr(whole, name, None)
    return whole


def text(whole: Any, *names: str) -> str | None:
    """The same as a text without blanks around it; None where it is missing or empty."""
    found = part(whole, *names)
    return (str(found).strip()[:_LONGEST] or None) if found is not None else None


def whole_number(whole: Any, *names: str) -> int | None:
    """The same as a number that is not negative; None where it is none."""
    found = number(whole, *names)
    return None if found is None else int(found)


def number(whole: Any, *names: str) -> float | None:
    """The same with its fraction."""
    try:
        found = float(part(whole, *names))
    except (TypeError, ValueError):
        return None
    return found if 0 <= found < float("inf") else None
