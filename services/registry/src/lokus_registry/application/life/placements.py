"""Placements of cameras, written by vendor and owner, and the pictures that were reviewed for them."""

from dataclasses import dataclass

from lokus_kit.clock import Clock
from lokus_kit.errors import Invalid, NotFound
from lokus_kit.identity import Caller
from lokus_registry.application.files import existing_file, referred_file
from lokus_registry.application.life.ports import BeginLife, LifeRegisters
from lokus_registry.application.placing import held, seen
from lokus_registry.domain.file import File, MediaType
from lokus_registry.domain.life.placement import Placement, SecrecyCheck, Verdict
from lokus_registry.domain.policy.cameras import visible_cameras
from lokus_registry.domain.policy.life import may_keep

_PICTURES = frozenset({MediaType.JPEG, MediaType.PNG})


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody found in a picture."""

    snapshot: str
    verdict: Verdict
    note: str | None


class Placements:
    """The calls on placements."""

    def __init__(self, begin: BeginLife, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def put(
        self, caller: Caller, key: str, aim: str, must_not_see: tuple[str, ...], review: Review | None
    ) -> Placement:
        """Write it, reviewed just now if there is a review; Invalid unless that is of a picture."""
        now = self._clock.now()
        check = None
        if review is not None:
            check = SecrecyCheck(review.snapshot, review.verdict, review.note, caller.subject, now)
        placement = Placement(key, aim, must_not_see, check, caller.subject, now)
        async with self._begin(caller.tenant) as registers:
            may_keep(caller, await held(registers.all, key))
            if check is not None:
                await _check_picture(registers, caller, check.snapshot, await registers.placements.find(key))
            await registers.placements.put(placement)
            await registers.all.announcer.changed(caller, "cameras", [key])
        return placement

    async def get(self, caller: Caller, key: str) -> Placement:
        """The placement of a camera; NotFound if nobody wrote one."""
        async with self._begin(caller.tenant) as registers:
            return await _readable(registers, caller, key)

    async def snapshot(self, caller: Caller, key: str) -> File:
        """The picture that was reviewed last."""
        async with self._begin(caller.tenant) as registers:
            check = (await _readable(registers, caller, key)).secrecy_check
            if check is None:
                raise NotFound(f"no picture of camera {key} was reviewed")
            return await existing_file(registers.files, check.snapshot)


async def _check_picture(
    registers: LifeRegisters, caller: Caller, sha256: str, before: Placement | None
) -> None:
    """The picture is the caller's, or the one that is under review already; either way it is a picture."""
    last = before.secrecy_check if before is not None else None
    if last is None or last.snapshot != sha256:
        await referred_file(registers.files, caller, "secrecy_check.snapshot", sha256)
    file = await existing_file(registers.files, sha256)
    if file.media_type not in _PICTURES:
        raise Invalid(
            f"secrecy_check.snapshot: {sha256} is {file.media_type}: refer to a JPEG or PNG picture",
            reason="no-picture",
        )


async def _readable(registers: LifeRegisters, caller: Caller, key: str) -> Placement:
    scope = visible_cameras(caller)
    found = await seen(registers.all, key)
    scope.require("camera", key, found.site.owner, found.camera.vendor)
    placement = await registers.placements.find(key)
    if placement is None:
        raise NotFound(f"nobody has written the placement of camera {key}: PUT it")
    return placement
