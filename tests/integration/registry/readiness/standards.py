"""A standard for warehouses, and a warehouse to hold to it."""

from datetime import timedelta
from typing import Any

from integration.registry.people import City, camera, site, zone
from lokus_kit.clock import SystemClock

APAR = {"key": "apar", "name": "APAR", "rule": "record", "valid_days": 30}
CCTV = {"key": "cctv", "name": "CCTV di gudang", "rule": "cameras", "zone_kinds": ["store"]}
GUARD = {"key": "guard", "name": "Penjaga", "rule": "record", "required": False}


def standard(owner: str = "kpu", *items: dict[str, Any]) -> dict[str, Any]:
    """What is asked of a warehouse."""
    return {
        "name": "Standar gudang",
        "owner": owner,
        "site_kind": "warehouse",
        "items": [*(items or (APAR, CCTV, GUARD))],
    }


async def build(city: City) -> None:
    """A warehouse `gudang` with a zone `store` and a camera there, under the standard `std`."""
    await city.owner.put("standards/std", standard())
    await city.owner.put("sites/gudang", site("kpu", kind="warehouse"))
    await city.owner.put("zones/store", zone("gudang", kind="store"))
    await city.vendor.put("cameras/c1", camera("store"))


def days_ago(days: float) -> str:
    """A moment."""
    return (SystemClock().now() - timedelta(days=days)).isoformat()
