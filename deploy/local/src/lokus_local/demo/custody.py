"""The demo city's logistics: a shipment that arrives with ten sheets missing, and a store that was opened.

Both are told once, when the city is loaded for the first time, by the people who answer for them. What is
missing on the way to the kecamatan is an alarm that stays until somebody corrects the count.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from lokus_local.demo.caller import Caller
from lokus_local.demo.election import VOTE

SHIPMENT, OPENING = "logistik-menteng", "buka-gudang-bungur"
_SENT: Final = {"kotak-suara": 4, "surat-suara": 1_000}
_RECEIVED: Final = {"kotak-suara": 4, "surat-suara": 990}
_OWNER, _APPROVER = "kpu.admin", "kpu.logistics"
_WITNESSES: Final = ("bawaslu.observer", "police.operator")


async def tell_custody(registry: Caller, now: datetime) -> None:
    """Tell of both what is not told yet; it happened minutes ago, so that nothing is overdue meanwhile."""
    if await registry.get(_OWNER, f"/v1/openings/{OPENING}") is None:
        await _open_store(registry, now)
    if await registry.get(_OWNER, f"/v1/shipments/{SHIPMENT}") is None:
        await _send(registry, now)


async def _open_store(registry: Caller, now: datetime) -> None:
    path = f"/v1/openings/{OPENING}"
    await registry.put(_OWNER, path, _opening(now))
    await registry.post(_APPROVER, f"{path}/approve", {})
    await registry.post(_OWNER, f"{path}/open", {})
    for witness in _WITNESSES:
        await registry.post(witness, f"{path}/witness", {})
    await registry.post(_OWNER, f"{path}/close", {})


async def _send(registry: Caller, now: datetime) -> None:
    path = f"/v1/shipments/{SHIPMENT}"
    await registry.put(_OWNER, path, _shipment(now))
    departure = {"sent": _SENT, "at": _ago(now, minutes=11)}
    arrival = {"received": _RECEIVED, "at": _ago(now, minutes=5)}
    await registry.post(_OWNER, f"{path}/legs/ke-kecamatan/depart", departure)
    await registry.post(_OWNER, f"{path}/legs/ke-kecamatan/arrive", arrival)


def _opening(now: datetime) -> dict[str, Any]:
    return {
        "site": "gudang-bungur",
        "purpose": "Pengeluaran logistik Kecamatan Menteng",
        "planned_from": _ago(now, minutes=10),
        "planned_to": _ago(now, minutes=-60),
        "present": ["hendra-gunawan", "dewi-lestari", "budi-santoso"],
    }


def _shipment(now: datetime) -> dict[str, Any]:
    to_district = {
        "id": "ke-kecamatan",
        "from_site": "gudang-bungur",
        "to_site": "rekap-menteng",
        "responsible": "hendra-gunawan",
        "vehicle": "B 9123 KPU",
        "planned_departure": _ago(now, minutes=12),
        "planned_arrival": _ago(now, minutes=6),
    }
    to_station = {
        "id": "ke-tps-012",
        "from_site": "rekap-menteng",
        "to_site": "tps-menteng-012",
        "responsible": "ppk-menteng",
        "planned_departure": _ago(now, minutes=-24 * 60),
        "planned_arrival": _ago(now, minutes=-25 * 60),
    }
    return {
        "name": "Logistik Kecamatan Menteng",
        "election": VOTE,
        "contents": [{"item": "kotak-suara", "unit": "buah"}, {"item": "surat-suara", "unit": "lembar"}],
        "legs": [to_district, to_station],
    }


def _ago(now: datetime, *, minutes: int) -> str:
    """The moment so many minutes ago; negative ones are to come."""
    return (now - timedelta(minutes=minutes)).isoformat()
