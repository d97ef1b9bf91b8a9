"""The demo's cameras are brought into service, as owners do it: each decides on its own, once it is probed.

A partner consents first. Where an owner has refused a camera, retired it or taken it back since, it
stays as they left it.
"""

import httpx

from lokus_kit.clock import Clock
from lokus_local.demo.caller import Caller
from lokus_local.demo.city import CAMERAS, CONSENT_TERMS, SITES, ZONES
from lokus_local.demo.wanted import OWNERS
from lokus_local.issuer.tokens import TokenMint

_POLL_SECONDS = 0.25
_OWNERS_NO = frozenset({"refuse", "retire", "withdraw-consent"})
_STEPS = {"probed": "accept", "accepted": "put-in-service"}
_WAITING = frozenset({"registered", "probed", "accepted"})


async def bring_into_service(
    http: httpx.AsyncClient, mint: TokenMint, registry_url: str, clock: Clock, limit_seconds: float
) -> list[str]:
    """Go on until every camera that its owner did not refuse is in service; return those that are not."""
    registry = Caller(http, mint, registry_url)
    ends_at_seconds = clock.monotonic_seconds() + limit_seconds
    owners = _owners()
    while waiting := await _go_on(registry, owners):
        if clock.monotonic_seconds() >= ends_at_seconds:
            break
        await clock.sleep(_POLL_SECONDS)
        owners = {camera: owners[camera] for camera in waiting}
    return [f"{camera}: {state}" for camera, state in waiting.items()]


async def _go_on(registry: Caller, owners: dict[str, str]) -> dict[str, str]:
    """Take each camera as far as it goes; return where those stand that wait for the platform."""
    waiting = {}
    for camera, owner in owners.items():
        path = f"/v1/cameras/{camera}"
        life = await registry.get(owner, f"{path}/life")
        if life is None or not _is_wanted(life):
            continue
        if not life["consented"]:
            await registry.put(owner, f"{path}/consent", {"terms": CONSENT_TERMS})
        state = life["state"]
        while state in _STEPS:
            state = (await registry.post(owner, f"{path}/{_STEPS[state]}", {}))["state"]
        if state in _WAITING:
            waiting[camera] = state
    return waiting


def _is_wanted(life: dict[str, object]) -> bool:
    history = life["history"]
    verbs = {change["verb"] for change in history} if isinstance(history, list) else set()
    return life["state"] in _WAITING and not verbs & _OWNERS_NO


def _owners() -> dict[str, str]:
    """The person who decides about each camera."""
    sites = {site.id: OWNERS[site.owner] for site in SITES}
    zones = {zone.id: sites[zone.site] for zone in ZONES}
    return {camera.id: zones[camera.zone] for camera in CAMERAS}
