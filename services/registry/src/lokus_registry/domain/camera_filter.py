"""Which cameras of a list are wanted: every member that is given narrows it further."""

from dataclasses import dataclass

from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.domain.life.state import LifeState


@dataclass(frozen=True, slots=True)
class CameraFilter:
    """What a camera must be to be listed; None: that does not matter."""

    zone: str | None = None
    site: str | None = None
    area: str | None = None
    """The area that it stands in, or one around that."""
    owner: str | None = None
    """The organisation that owns the site."""
    vendor: str | None = None
    life: LifeState | None = None
    status: DeliveryState | None = None
    """What it delivers now."""
    name: str | None = None
    """How its name begins, in whichever case."""
