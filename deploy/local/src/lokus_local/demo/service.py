"""The demo's cameras are brought into service, as owners do it: each decides on its own, once it is probed.

A partner consents first; at a polling station somebody looks at a picture for the secrecy of the ballot.
Where an owner has refused a camera, retired it or taken it back since, it stays as they left it.
"""

import asyncio

from lokus_kit.clock import Clock
from lokus_local.demo.caller import Caller
from lokus_local.demo.city import CAMERAS, CONSENT_TERMS, SITES, ZONES
from lokus_local.demo.snapshot import TakeSnapshot
from lokus_local.demo.wanted import OWNERS
from lokus_proto.v1.camera import SiteKind

_POLL_SECONDS = 0.25
_OWNERS_NO = frozenset({"refuse", "retire", "withdraw-consent"})
_STEPS = {
    "probed": ("accept", {"test_waived": "a virtual camera, to be shown at once"}),
    "accepted": ("put-in-service", {}),
}
_SITE_OF_ZONE = {zone.id: site for zone in ZONES for site in SITES if site.id == zone.site}
_AT_POLLING_STATIONS = frozenset(
    camera.id for camera in CAMERAS if _SITE_OF_ZONE[camera.zone].kind is SiteKind.TPS
)
_WAITING = frozenset({"registered", "probed", "accepted"})


async def bring_into_service(
    registry: Caller, take_snapshot: TakeSnapshot, clock: Clock, limit_seconds: float
) -> list[str]:
    """Go on until every camera that its owner did not refuse is in service; return those that are not."""
    ends_at_seconds = clock.monotonic_seconds() + limit_seconds
    owners = _owners()
    while waiting := await _go_on(registry, take_snapshot, owners):
        if clock.monotonic_seconds() >= ends_at_seconds:
            break
        await clock.sleep(_POLL_SECONDS)
        owners = {camera: owners[camera] for camera in waiting}
    return [f"{camera}: {state}" for camera, state in waiting.items()]


async def _go_on(registry: Caller, take_snapshot: TakeSnapshot, owners: dict[str, str]) -> dict[str, str]:
    """Take all cameras as far as they go, at once; return where those stand that wait for the platform."""
    try:
        async with asyncio.TaskGroup() as tasks:
            steps = {
                camera: tasks.create_task(_take_on(registry, take_snapshot, camera, owner), name=camera)
                for camera, owner in owners.items()
            }
    except ExceptionGroup as refused:
        raise refused.exceptions[0] from None  # one is told
    states = {camera: step.result() for camera, step in steps.items()}
    return {camera: state for camera, state in states.items() if state in _WAITING}


async def _take_on(registry: Caller, take_snapshot: TakeSnapshot, camera: str, owner: str) -> str | None:
    """Take one camera as far as it goes; return its state, or None if its owner wants nothing done."""
    path = f"/v1/cameras/{camera}"
    life = await registry.get(owner, f"{path}/life")
    if life is None or not _is_wanted(life):
        return None
    if not life["consented"]:
        await registry.put(owner, f"{path}/consent", {"terms": CONSENT_TERMS})
    state: str = life["state"]
    if state == "probed" and camera in _AT_POLLING_STATIONS:
        await _review(registry, owner, path, take_snapshot)
    while state in _STEPS:
        verb, said = _STEPS[state]
        state = (await registry.post(owner, f"{path}/{verb}", said))["state"]
    return state


async def _review(registry: Caller, owner: str, path: str, take_snapshot: TakeSnapshot) -> None:
    camera = await registry.get(owner, path)
    if camera is None:
        return
    picture = await take_snapshot(camera["streams"][0]["url"])
    snapshot = await registry.put_file(owner, picture, "image/jpeg")
    check = {"snapshot": snapshot, "verdict": "clean", "note": "a drawn street: no booth, no ballot"}
    placement = {"aim": "the street", "must_not_see": ["voting booths"], "secrecy_check": check}
    await registry.put(owner, f"{path}/placement", placement)


def _is_wanted(life: dict[str, object]) -> bool:
    history = life["history"]
    verbs = {change["verb"] for change in history} if isinstance(history, list) else set()
    return life["state"] in _WAITING and not verbs & _OWNERS_NO


def _owners() -> dict[str, str]:
    """The person who decides about each camera."""
    return {camera.id: OWNERS[_SITE_OF_ZONE[camera.zone].owner] for camera in CAMERAS}
