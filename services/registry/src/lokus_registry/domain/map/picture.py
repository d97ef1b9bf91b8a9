"""What the map shows: points with what they do now, and clusters of them with counts.

A camera's status is what it delivers (`DeliveryState`), a site's how it is covered (`Coverage`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.coverage import Coverage
from lokus_registry.domain.delivery.state import DeliveryState


class Layer(StrEnum):
    """What stands on the map."""

    CAMERAS = "cameras"
    SITES = "sites"


class Position(StrEnum):
    """Whose position a thing stands at: its own, or the nearest that is known, its site's or its area's."""

    OWN = "own"
    SITE = "site"
    VILLAGE = "village"
    DISTRICT = "district"
    REGENCY = "regency"
    PROVINCE = "province"


STATUSES: Final[Mapping[Layer, Sequence[str]]] = {
    Layer.CAMERAS: tuple(DeliveryState),
    Layer.SITES: tuple(Coverage),
}
"""What the things of a layer may do, in the order in which it is kept: a new word goes to the end."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One camera or site. Degrees are WGS 84; `kind` is that of the site."""

    id: str
    name: str
    kind: SiteKind
    site: str
    latitude: float
    longitude: float
    position: Position
    status: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Several of them in one cell, standing at their mean."""

    latitude: float
    longitude: float
    counts: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many they are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Picture:
    """What a part of the map shows."""

    points: Sequence[MapPoint]
    clusters: Sequence[Cluster]
