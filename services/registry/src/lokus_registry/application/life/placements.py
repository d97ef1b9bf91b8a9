"""Placements of cameras, written by vendor and owner, and the pictures that were reviewed for them."""

from dataclasses import dataclass
from datetime import datetime

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Invalid, NotFound
from lokus_registry.application.files import existing_file, referred_file
from lokus_registry.application.life.ports import BeginLife, LifeRegisters
from lokus_registry.application.life.step import write_edge
from lokus_registry.application.placing import held, seen
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.file import File, MediaType
from lokus_registry.domain.life.life import Author
from lokus_registry.domain.life.placement import (
    Placement,
    SecrecyCheck,
    Verdict,
    refused_by,
    told_check,
)
from lokus_registry.domain.life.state import Verb
from lokus_registry.domain.policy.cameras import owns, visible_cameras
from lokus_registry.domain.policy.life import may_check_secrecy, may_keep

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
        """Write it, reviewed just now if there is a review; Invalid unless that is of a picture.

        Without a review the last check stays. The owner's, once there is one, is replaced by the owner alone;
        if it is not clean, the camera is refused in the same transaction.
        """
        async with self._begin(caller.tenant) as registers:
            camera = await held(registers.all, key)
            may_keep(caller, camera)
            before = await registers.placements.find(key)
            now, last = self._clock.now(), before.secrecy_check if before is not None else None
            check = last if review is None else await _checked(registers, caller, camera, review, last, now)
            placement = Placement(key, aim, must_not_see, check, caller.subject, now)
            await registers.placements.put(placement)
            if check is not None and check != last:
                await _follow(registers, camera, check)
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


async def _checked(
    registers: LifeRegisters,
    caller: Caller,
    camera: PlacedCamera,
    review: Review,
    last: SecrecyCheck | None,
    now: datetime,
) -> SecrecyCheck:
    """The check that a review makes; whoever may not replace the last one may still repeat it as it is."""
    if last is not None and not owns(caller, camera) and review == _review_of(last):
        return last
    may_check_secrecy(caller, camera, last)
    await _check_picture(registers, caller, review.snapshot, last)
    return SecrecyCheck(
        review.snapshot, review.verdict, review.note, caller.subject, now, caller.organisation
    )


def _review_of(check: SecrecyCheck) -> Review:
    return Review(check.snapshot, check.verdict, check.note)


async def _follow(registers: LifeRegisters, camera: PlacedCamera, check: SecrecyCheck) -> None:
    """Keep the check in the history, and take the camera back if its owner found it not to be clean."""
    await registers.all.lives.tell(told_check(camera.life, check))
    refused = refused_by(check, camera.life, camera.site.owner)
    if refused is not None:
        await write_edge(registers.all, camera, refused, Verb.REFUSE, Author(check.by, check.organisation))


async def _check_picture(
    registers: LifeRegisters, caller: Caller, sha256: str, last: SecrecyCheck | None
) -> None:
    """The picture is the caller's, or the one that is under review already; either way it is a picture."""
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
