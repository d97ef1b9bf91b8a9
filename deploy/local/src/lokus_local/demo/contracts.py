"""What the KPU's vendors have promised: the same terms for both, of whom one keeps them.

A contract's cameras come in when it is made; what somebody changes about it later stays.
"""

from typing import Any, Final

from lokus_local.demo import city
from lokus_local.demo.caller import Caller

_BUYER: Final = "kpu.admin"
_TERMS: Final[dict[str, Any]] = {
    "availability_target": 0.99,
    "repair_seconds": 4 * 3600,
    "min_fps": 10,
    "min_width": 1280,
    "min_height": 720,
    "codecs": ["h264"],
    "max_gop_seconds": 10,
    "monthly_fee_per_camera": 750_000,
    "credit_steps": [{"below": 0.9, "share": 0.5}, {"below": 0.99, "share": 0.1}],
    "late_repair_credit": 50_000,
}
CONTRACTS: Final = {"kontrak-nusantara": city.VENDOR, "kontrak-sentosa": city.WEAK_VENDOR}
"""The vendors by contract."""


async def sign_contracts(registry: Caller) -> None:
    """Make the contracts that are missing, and bring their vendors' cameras at the KPU's sites in."""
    for key, vendor in CONTRACTS.items():
        path = f"/v1/contracts/{key}"
        if await registry.get(_BUYER, path) is None:
            await registry.put(_BUYER, path, _contract(vendor))
            await registry.put(_BUYER, f"{path}/cameras", {"cameras": cameras_of(vendor)})


def cameras_of(vendor: str) -> list[str]:
    """The cameras at the KPU's sites that a vendor keeps running."""
    sites = {zone.id: zone.site for zone in city.ZONES}
    owned = {site.id for site in city.SITES if site.owner == city.KPU}
    weak = vendor == city.WEAK_VENDOR
    return [camera.id for camera in city.CAMERAS if camera.weak is weak and sites[camera.zone] in owned]


def _contract(vendor: str) -> dict[str, Any]:
    names = {organisation.id: organisation.name for organisation in city.ORGANISATIONS}
    return {
        "name": f"CCTV sebagai layanan, {names[vendor]}",
        "buyer": city.KPU,
        "vendor": vendor,
        "starts_on": "2024-01-01",
        "ends_on": "2034-12-31",
        "terms": _TERMS,
    }
