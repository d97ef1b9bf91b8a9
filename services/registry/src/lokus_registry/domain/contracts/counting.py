"""What time of a camera counts as, towards the availability that a contract promises."""

from enum import StrEnum
from typing import Final


class Counts(StrEnum):
    """A closed set, which begins with the words of the measurement."""

    DELIVERING = "delivering"
    DEGRADED = "degraded"
    STALLED = "stalled"
    OFFLINE = "offline"
    UNKNOWN = "unknown"
    """Not measured by us: counts neither way."""
    MAINTENANCE = "maintenance"
    """In a window agreed beforehand: counts neither way."""
    EXCLUDED = "excluded"
    """Approved as not the vendor's: counts neither way."""
    OFF_HOURS = "off_hours"
    """Outside the service hours: nothing was promised."""
    NOT_CONTRACTED = "not_contracted"
    """The camera was not in the contract."""


FAILING: Final = frozenset({Counts.DEGRADED, Counts.STALLED, Counts.OFFLINE})
"""What counts against the vendor."""

ENDS_AN_OUTAGE: Final = frozenset({Counts.DELIVERING, Counts.NOT_CONTRACTED})
"""All else that is not failing neither ends an outage nor lengthens it."""
