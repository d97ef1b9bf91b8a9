"""Cameras joined with their zone, site and life: what an announcement is made from."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import RowMapping, Select, Table, select

from lokus_registry.adapters import schema
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.camera import Camera
from lokus_registry.domain.life.life import Life
from lokus_registry.domain.place import Site, Zone

_PARTS: Final[Mapping[str, tuple[Table, type[Camera] | type[Zone] | type[Site] | type[Life]]]] = {
    "camera": (schema.cameras, Camera),
    "zone": (schema.zones, Zone),
    "site": (schema.sites, Site),
    "life": (schema.camera_life, Life),
}


def placed_cameras() -> Select[tuple[Any, ...]]:
    """Cameras of all tenants in their places, to be narrowed; the first column is the tenant."""
    cameras, zones, sites, lives = schema.cameras, schema.zones, schema.sites, schema.camera_life
    columns = [
        table.c[member.name].label(f"{part}_{member.name}")
        for part, (table, item) in _PARTS.items()
        for member in fields(item)
    ]
    in_zone = (zones.c.tenant == cameras.c.tenant) & (zones.c.id == cameras.c.zone)
    at_site = (sites.c.tenant == zones.c.tenant) & (sites.c.id == zones.c.site)
    of_camera = (lives.c.tenant == cameras.c.tenant) & (lives.c.camera == cameras.c.id)
    chosen = select(cameras.c.tenant, *columns)
    return chosen.join(zones, in_zone).join(sites, at_site).join(lives, of_camera)


def placed(row: RowMapping) -> PlacedCamera:
    """One camera of that query."""
    parts: dict[str, Any] = {
        part: item(**{member.name: row[f"{part}_{member.name}"] for member in fields(item)})
        for part, (_, item) in _PARTS.items()
    }
    return PlacedCamera(**parts)
