"""Which cameras of a list are wanted, and what it says of each."""

from dataclasses import dataclass

from lokus_registry.domain.camera import Camera
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.domain.life.state import LifeState


@dataclass(frozen=True, slots=True)
class CameraFilter:
    """What a camera must be to be listed, all at once; None: that does not matter."""

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
    """A part of its name, in whichever case."""


@dataclass(frozen=True, slots=True)
class ListedCamera:
    """A camera, where it stands in its life, and what it delivers now."""

    camera: Camera
    life: LifeState
    status: DeliveryState

    @property
    def id(self) -> str:
        """The camera's."""
        return self.camera.id
