"""Which cameras of a list are wanted: every member that is given narrows it further."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraFilter:
    """What a camera must be to be listed; None: that does not matter."""

    zone: str | None = None
    site: str | None = None
    owner: str | None = None
    """The organisation that owns the site."""
    vendor: str | None = None
    name: str | None = None
    """How its name begins, in whichever case."""
