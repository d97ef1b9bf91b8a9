"""What the KPU asks of its warehouses, and what was found at one of them: no guard, and a fire extinguisher.

Whether its zones are covered nobody records: that follows from the cameras that deliver.
"""

from datetime import datetime
from typing import Any, Final

from lokus_local.demo.caller import Caller
from lokus_local.demo.city import KPU

STANDARD: Final = "gudang-kpu"
_OWNER: Final = "kpu.admin"
_ITEMS: Final[tuple[dict[str, Any], ...]] = (
    {
        "key": "cctv",
        "name": "CCTV di gerbang dan ruang simpan",
        "rule": "cameras",
        "zone_kinds": ["entrance", "store"],
        "required": True,
    },
    {"key": "apar", "name": "Alat pemadam api ringan", "rule": "record", "valid_days": 365, "required": True},
    {"key": "evakuasi", "name": "Jalur evakuasi", "rule": "record", "required": True},
    {"key": "penjaga", "name": "Penjaga", "rule": "record", "valid_days": 7, "required": True},
    {"key": "segel", "name": "Kunci dan segel", "rule": "record", "valid_days": 7, "required": True},
)
_FOUND: Final = {
    "apar": (True, "Dua tabung, berlaku sampai akhir tahun"),
    "penjaga": (False, "Belum ada penjaga malam"),
}


async def survey_warehouse(registry: Caller, now: datetime) -> None:
    """Set the standard and record what was found, unless there is a standard already."""
    path = f"/v1/standards/{STANDARD}"
    if await registry.get(_OWNER, path) is not None:
        return
    standard = {"name": "Gudang logistik", "owner": KPU, "site_kind": "warehouse", "items": list(_ITEMS)}
    await registry.put(_OWNER, path, standard)
    for item, (fulfilled, note) in _FOUND.items():
        finding = {"fulfilled": fulfilled, "note": note, "observed_at": now.isoformat()}
        await registry.put(_OWNER, f"/v1/sites/gudang-bungur/readiness/{item}", finding)
