"""A contract of the city `kpu` with the vendor `nusantara`, and what tests do with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from integration.registry.people import City, camera

TERMS: dict[str, Any] = {
    "availability_target": 0.99,
    "repair_seconds": 14_400,
    "min_fps": 10,
    "min_width": 1280,
    "min_height": 720,
    "codecs": ["h264"],
    "max_gop_seconds": 4,
    "service_hours": [],
    "monthly_fee_per_camera": 290_000,
    "credit_steps": [{"below": 0.9, "share": 0.5}, {"below": 0.99, "share": 0.1}],
    "late_repair_credit": 25_000,
}
JAKARTA = "+07:00"


def contract(**more: Any) -> dict[str, Any]:
    """A contract's body: all of 2024."""
    return {
        "name": "CCTV 2024",
        "buyer": "kpu",
        "vendor": "nusantara",
        "starts_on": "2024-01-01",
        "ends_on": "2024-12-31",
        "terms": TERMS,
    } | more


def overlay(**more: Any) -> dict[str, Any]:
    """The body of a window or an exclusion: an hour of 10 February 2024, of camera c1."""
    return {
        "contract": "k1",
        "from": f"2024-02-10T08:00:00{JAKARTA}",
        "to": f"2024-02-10T09:00:00{JAKARTA}",
        "cameras": ["c1"],
        "why": "Penggantian switch",
    } | more


def in_days(days: float) -> str:
    """A moment from now, as it is sent."""
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()  # noqa: TID251 (what a person's clock says)


async def signed_contract(city: City, *cameras: str, **more: Any) -> None:
    """The contract `k1` with some cameras for all of its time."""
    for key in cameras:
        await city.vendor.put(f"cameras/{key}", camera())
    await city.owner.put("contracts/k1", contract(**more), 201)
    if cameras:
        await city.owner.put("contracts/k1/cameras", {"cameras": list(cameras)}, 200)
