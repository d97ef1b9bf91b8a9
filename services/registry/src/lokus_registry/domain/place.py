"""Where cameras stand: a site of an owner in an area, and the zones within it.

A zone is private until the owner of its site says otherwise; a private zone is never shared.
"""

from dataclasses import dataclass

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind


@dataclass(frozen=True, slots=True)
class Site:
    """A place with one owner, who decides about everything in it. Degrees are WGS 84."""

    id: str
    name: str
    kind: SiteKind
    owner: str
    area: str
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a site; `kind` is free, such as `entrance` or `meeting_room`."""

    id: str
    name: str
    kind: str
    site: str
    private: bool = True


def check_position(latitude: float | None, longitude: float | None) -> None:
    """Invalid when only one half of a position is given."""
    if (latitude is None) != (longitude is None):
        raise Invalid("latitude and longitude: give both or neither", reason="position")
