"""Which cameras of a list are wanted: every member that is given narrows it further."""

from dataclasses import dataclass

from lokus_registry.domain.life.state import LifeState


@dataclass(frozen=True, slots=True)
class CameraFilter:
    """What a camera must be to be listed; None: that does not matter."""

    zone: str | None = None
    site: str | None = None
    owner: str | None = None
    """The organisation that owns the site."""
    vendor: str | None = None
    life: LifeState | None = None
    name: str | None = None
    """How its name begins, in whichever case."""
