"""Holds on recordings: placed, listed, lifted, and told to ingest with the camera's source.

Placing and lifting hold the camera against change, so that what is told of it is what stands; the announcer
adds the open holds to every source that leaves.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock, utc_milliseconds
from lokus_kit.errors import NotFound
from lokus_proto.v1.recording import RecordingPolicy
from lokus_registry.application.collection import Page, page_of
from lokus_registry.application.placing import held, seen
from lokus_registry.application.ports import Lock, Registers, Window
from lokus_registry.domain.announcement import PlacedCamera, gone_source
from lokus_registry.domain.policy.recording_holds import may_hold, may_lift, visible_holds
from lokus_registry.domain.policy.scope import Scope
from lokus_registry.domain.recording_hold import RecordingHold, check_number, check_range, same_hold


@dataclass(frozen=True, slots=True)
class HoldFilter:
    """Which holds are asked for: of a camera, and open or lifted ones; None: whichever."""

    camera: str | None = None
    open: bool | None = None


class HoldRegister(Protocol):
    """The holds of a tenant; nothing of them is ever removed."""

    async def find(self, key: str, lock: Lock = Lock.NONE) -> RecordingHold | None:
        """One."""
        ...

    async def search(self, window: Window, scope: Scope, wanted: HoldFilter) -> Sequence[RecordingHold]:
        """Some of those that the scope covers, in the order in which they were placed."""
        ...

    async def open_of(self, camera: str) -> Sequence[RecordingHold]:
        """The open ones of a camera."""
        ...

    async def policy_of_removed(self, camera: str) -> RecordingPolicy | None:
        """How a camera that was removed had been recorded; None if it was not, or never was."""
        ...

    async def put(self, item: RecordingHold, *, new: bool) -> None:
        """Write a new one, or the lifting of one."""
        ...


@dataclass(frozen=True, slots=True)
class HoldRegisters:
    """What one transaction about holds works on; `all` are those of places and cameras."""

    all: Registers
    holds: HoldRegister


BeginHolds = Callable[[str], AbstractAsyncContextManager[HoldRegisters]]


@dataclass(frozen=True, slots=True)
class HoldWish:
    """What is to be held, and why."""

    camera: str
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    case_reference: str | None


class RecordingHolds:
    """The calls on holds."""

    def __init__(self, begin: BeginHolds, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def place(self, caller: Caller, wish: HoldWish) -> tuple[RecordingHold, bool]:
        """Place a hold; the one that stands, and False, if the same is held for the same reason already."""
        check_range(wish.starts_at, wish.ends_at)
        wanted = self._hold(caller, wish)
        async with self._begin(caller.tenant) as registers:
            may_hold(caller, await seen(registers.all, wish.camera))
            camera = await held(registers.all, wish.camera)
            may_hold(caller, camera)  # which may have become another's before it was held
            standing = await registers.holds.open_of(wish.camera)
            if (same := same_hold(standing, wanted)) is not None:
                return same, False
            check_number(len(standing), wish.camera)
            await registers.holds.put(wanted, new=True)
            await self._tell(registers, caller, wanted, camera)
        return wanted, True

    async def lift(self, caller: Caller, key: str, reason: str) -> RecordingHold:
        """Lift a hold: from now on retention and the disk decide."""
        visible_holds(caller)
        async with self._begin(caller.tenant) as registers:
            found = await _existing(registers, key)
            there = await registers.all.cameras.find(found.camera)
            camera = None if there is None else await held(registers.all, found.camera)
            may_lift(caller, found, camera)
            found = await _existing(registers, key, Lock.CHANGE)
            after = found.lifted(caller, self._clock.now(), reason)
            await registers.holds.put(after, new=False)
            await self._tell(registers, caller, after, camera)
        return after

    async def get(self, caller: Caller, key: str) -> RecordingHold:
        """One hold."""
        scope = visible_holds(caller)
        async with self._begin(caller.tenant) as registers:
            found = await _existing(registers, key)
            camera = await registers.all.cameras.find(found.camera)
            owner = None if camera is None else (await seen(registers.all, found.camera)).site.owner
        if owner is None or not scope.covers(owner):
            scope.require("hold", key, found.organisation)
        return found

    async def page(self, caller: Caller, window: Window, wanted: HoldFilter) -> Page[RecordingHold]:
        """Some holds, in the order in which they were placed."""
        scope = visible_holds(caller)
        async with self._begin(caller.tenant) as registers:
            found = await registers.holds.search(replace(window, limit=window.limit + 1), scope, wanted)
        return page_of(found, window.limit)

    def _hold(self, caller: Caller, wish: HoldWish) -> RecordingHold:
        now = self._clock.now()
        return RecordingHold(
            id=f"{utc_milliseconds(now):x}-{uuid4().hex[:12]}",
            camera=wish.camera,
            organisation=caller.organisation,
            starts_at=wish.starts_at,
            ends_at=wish.ends_at,
            reason=wish.reason,
            case_reference=wish.case_reference,
            placed_by=caller.subject,
            placed_at=now,
        )

    async def _tell(
        self, registers: HoldRegisters, caller: Caller, hold: RecordingHold, camera: PlacedCamera | None
    ) -> None:
        announcer = registers.all.announcer
        if camera is None:
            version = max(await registers.all.history.last_version(hold.camera), 1)
            recording = await registers.holds.policy_of_removed(hold.camera)
            gone = gone_source(hold.camera, version, recording)
            await announcer.announce(gone, hold.camera)
        else:
            await announcer.announce(camera.source(), hold.camera)
        await announcer.changed(caller, "recording-holds", [hold.id])


async def _existing(registers: HoldRegisters, key: str, lock: Lock = Lock.NONE) -> RecordingHold:
    if (found := await registers.holds.find(key, lock)) is None:
        raise NotFound(f"there is no hold {key}")
    return found
