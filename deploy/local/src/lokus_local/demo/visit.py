"""A look at the loaded city through the gateway, as its owners see it: which cameras deliver."""

import httpx

from lokus_kit.clock import Clock
from lokus_local.demo.caller import Caller
from lokus_local.demo.city import CAMERAS, ZONES
from lokus_local.issuer.tokens import TokenMint

_OWNERS = ("kpu.admin", "opd.operator", "partner.owner")
_POLL_SECONDS = 0.25


async def until_cameras_deliver(
    http: httpx.AsyncClient, mint: TokenMint, gateway_url: str, clock: Clock, limit_seconds: float
) -> list[str]:
    """Wait until every camera that its owner may see delivers; return those that do not, with reasons.

    Cameras in private zones are seen by nobody, so they are not looked at.
    """
    gateway = Caller(http, mint, gateway_url)
    ends_at_seconds = clock.monotonic_seconds() + limit_seconds
    while missing := await _missing(gateway):
        if clock.monotonic_seconds() >= ends_at_seconds:
            break
        await clock.sleep(_POLL_SECONDS)
    return [f"{camera}: {status}" for camera, status in missing.items()]


async def _missing(gateway: Caller) -> dict[str, str]:
    private = {zone.id for zone in ZONES if zone.private}
    missing = {camera.id: "not listed" for camera in CAMERAS if camera.zone not in private}
    for owner in _OWNERS:
        page = await gateway.get(owner, "/v1/cameras") or {"items": []}
        for item in page["items"]:
            if item["status"] == "delivering":
                missing.pop(item["id"], None)
            elif item["id"] in missing:
                missing[item["id"]] = ", ".join(filter(None, (item["status"], item.get("detail"))))
    return missing
