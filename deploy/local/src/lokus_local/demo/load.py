"""Loads the demo city through the registry's and the gateway's public APIs.

What is there already is left as it is, so a second start undoes nothing that somebody has changed
since. Only a camera whose address has moved (the virtual cameras took another port) is pointed to
the new one, with its credentials sent again and everything else about it kept.
"""

from datetime import datetime

import httpx

from lokus_local.demo.caller import Caller
from lokus_local.demo.contracts import sign_contracts
from lokus_local.demo.custody import tell_custody
from lokus_local.demo.readiness import survey_warehouse
from lokus_local.demo.wanted import Feeds, Wanted, wanted_things
from lokus_local.issuer.tokens import TokenMint

_SENT_AGAIN_OF_A_CAMERA = ("streams", "credentials")
_KEPT_OF_A_CAMERA = ("name", "zone", "vendor", "motion_analytics", "enabled", "latitude", "longitude")


async def load_city(
    http: httpx.AsyncClient,
    mint: TokenMint,
    registry_url: str,
    gateway_url: str,
    feeds: Feeds,
    now: datetime,
) -> None:
    """Make what is missing; DemoRefusedError when an API says no."""
    callers = {"registry": Caller(http, mint, registry_url), "gateway": Caller(http, mint, gateway_url)}
    grants = await _known_grants(callers["gateway"])
    for thing in wanted_things(feeds):
        caller = callers[thing.service]
        if thing.collection == "grants":
            if thing.id not in grants:
                await caller.put(thing.person, _path(thing), thing.body)
        else:
            await _ensure(caller, thing)
    await sign_contracts(callers["registry"])
    await survey_warehouse(callers["registry"], now)
    await tell_custody(callers["registry"], now)


async def _ensure(caller: Caller, thing: Wanted) -> None:
    present = await caller.get(thing.person, _path(thing))
    if present is None:
        await caller.put(thing.person, _path(thing), thing.body)
    elif thing.collection == "cameras" and _address(present) != _address(thing.body):
        kept = {name: present[name] for name in _KEPT_OF_A_CAMERA if name in present}
        moved = {name: thing.body[name] for name in _SENT_AGAIN_OF_A_CAMERA}
        await caller.put(thing.person, _path(thing), kept | moved)


async def _known_grants(gateway: Caller) -> set[str]:
    """Return the ids of all grants, whatever became of them: one that was revoked stays revoked."""
    page = await gateway.get("auditor", "/v1/grants")
    return {grant["id"] for grant in page["items"]} if page is not None else set()


def _address(camera: dict[str, object]) -> object:
    streams = camera.get("streams")
    return streams[0].get("url") if isinstance(streams, list) and streams else None


def _path(thing: Wanted) -> str:
    return f"/v1/{thing.collection}/{thing.id}"
