"""What a camera does, or did in a stretch of time; the words of `delivery` everywhere."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """A closed set; `unknown` is never measured: it is what no report covers."""

    DELIVERING = "delivering"
    """Pictures at the contract's minimum fps and size, or better."""
    DEGRADED = "degraded"
    """Pictures, below the minimum of its contract."""
    STALLED = "stalled"
    """Connected, no pictures."""
    OFFLINE = "offline"
    """No connection, with ingest's reason, or `disabled`."""
    UNKNOWN = "unknown"
    """Not measured by us."""
