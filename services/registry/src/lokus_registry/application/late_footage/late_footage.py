"""Takes late footage in: a stream of bytes goes in parts to the bus, and never lies here whole.

The same footage again is the same job: what is stored or on its way is not taken a second time; what was
refused may be sent again. A few at a time for each process, so that parts in memory stay few.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Final

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, Invalid, NotFound, Overloaded, Unavailable
from lokus_proto.jetstream import LATE_FOOTAGE_PART_BYTES
from lokus_proto.v1.late_footage import LateFile, LateFootageOrder, LateFootageState, LatePhase
from lokus_proto.v1.recording import LateOrigin
from lokus_registry.application.late_footage.ports import LateBoard, Wharf
from lokus_registry.application.placing import seen
from lokus_registry.application.ports import Begin
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.late_footage import LateClaim, check_start, id_of, recorded_stream
from lokus_registry.domain.policy.late_footage import may_bring, may_follow

AT_ONCE: Final = 8
LISTED_AT_MOST: Final = 500


class LateFootages:
    """The calls on late footage; a file may have `max_bytes`."""

    def __init__(self, begin: Begin, wharf: Wharf, board: LateBoard, clock: Clock, max_bytes: int) -> None:
        self._begin = begin
        self._wharf = wharf
        self._board = board
        self._clock = clock
        self.max_bytes = max_bytes
        self._coming: set[tuple[str, str]] = set()

    async def bring(
        self, caller: Caller, camera: str, claim: LateClaim, content: AsyncIterator[bytes]
    ) -> tuple[LateFootageState, bool]:
        """Take a file in; False when the same is stored or on its way already: then nothing is read."""
        placed = await self._placed(caller, camera)
        may_bring(caller, placed)
        check_start(claim, self._clock.now())
        footage = id_of(caller.tenant, camera, recorded_stream(placed.camera), claim)
        before = await self._board.state(caller.tenant, footage)
        if before is not None and before.phase is not LatePhase.REFUSED:
            return before, False
        key = (caller.tenant, footage)
        self._hold_to_limits(key)
        self._coming.add(key)
        try:
            return await self._taken_in(caller, placed, footage, claim, content), True
        finally:
            self._coming.discard(key)

    async def get(self, caller: Caller, camera: str, footage: str) -> LateFootageState:
        """How far some footage of a camera is."""
        may_follow(caller, await self._placed(caller, camera))
        state = await self._board.state(caller.tenant, footage)
        if state is None or state.camera != camera:
            raise NotFound(f"camera {camera} has no late footage {footage}, or it came over 14 days ago")
        return state

    async def list(self, caller: Caller, camera: str) -> Sequence[LateFootageState]:
        """All late footage of a camera of the last 14 days, what came last first."""
        may_follow(caller, await self._placed(caller, camera))
        states = [state for state in await self._board.states(caller.tenant) if state.camera == camera]
        states.sort(key=lambda state: (state.origin.received_at, state.footage), reverse=True)
        return states[:LISTED_AT_MOST]

    async def _placed(self, caller: Caller, camera: str) -> PlacedCamera:
        async with self._begin(caller.tenant) as registers:
            return await seen(registers, camera)

    def _hold_to_limits(self, key: tuple[str, str]) -> None:
        if key in self._coming:
            raise Conflict(
                "the same footage is being sent at this moment: ask how far it is", reason="coming"
            )
        if len(self._coming) >= AT_ONCE:
            raise Overloaded(f"{AT_ONCE} files are being sent: wait for one to end").with_headers(
                Retry_After="10"
            )

    async def _taken_in(
        self,
        caller: Caller,
        placed: PlacedCamera,
        footage: str,
        claim: LateClaim,
        content: AsyncIterator[bytes],
    ) -> LateFootageState:
        parts = _Parts(self._wharf, caller.tenant, footage)
        try:
            async for piece in content:
                await parts.add(piece)
            await parts.end(claim.sha256)
            return await self._ordered(caller, placed, footage, claim, parts)
        except BaseException:
            with suppress(Unavailable):
                await parts.drop()
            raise

    async def _ordered(
        self, caller: Caller, placed: PlacedCamera, footage: str, claim: LateClaim, parts: "_Parts"
    ) -> LateFootageState:
        origin = LateOrigin(
            footage=footage,
            by=caller.subject,
            organisation=caller.organisation,
            received_at=self._clock.now(),
            sha256=claim.sha256,
            clock_offset_milliseconds=claim.clock_offset_milliseconds,
        )
        file = LateFile(
            name=claim.name,
            size_bytes=parts.size_bytes,
            parts=parts.number,
            starts_at=claim.starts_at,
            frames_per_second=claim.frames_per_second,
        )
        camera = placed.camera
        order = LateFootageOrder(
            footage=footage, camera=camera.id, stream=recorded_stream(camera), origin=origin, file=file
        )
        state = LateFootageState(**dict(order), phase=LatePhase.RECEIVED, at=origin.received_at)
        await self._board.order(caller.tenant, order, state)
        return state


class _Parts:
    """A file as it comes in."""

    def __init__(self, wharf: Wharf, tenant: str, footage: str) -> None:
        self._wharf = wharf
        self._tenant = tenant
        self._footage = footage
        self._digest = hashlib.sha256()
        self._rest = bytearray()
        self.number = self.size_bytes = 0

    async def add(self, piece: bytes) -> None:
        """The next bytes."""
        self._rest += piece
        while len(self._rest) >= LATE_FOOTAGE_PART_BYTES:
            await self._lay_down(bytes(self._rest[:LATE_FOOTAGE_PART_BYTES]))
            del self._rest[:LATE_FOOTAGE_PART_BYTES]

    async def end(self, sha256: str) -> None:
        """There are no more; Invalid if that is not what was declared."""
        if self._rest:
            await self._lay_down(bytes(self._rest))
        if not self.size_bytes:
            raise Invalid("the body is empty: send the file itself as the body", reason="empty")
        if self._digest.hexdigest() != sha256:
            raise Invalid(
                f"sha256: what came has {self._digest.hexdigest()} ({self.size_bytes} bytes): was the file "
                "cut short, or changed since its hash was made?",
                reason="other-hash",
            )

    async def drop(self) -> None:
        """None of it is wanted."""
        await self._wharf.clear(self._tenant, self._footage, self.number)

    async def _lay_down(self, part: bytes) -> None:
        await asyncio.to_thread(self._digest.update, part)
        number, self.number = self.number, self.number + 1
        await self._wharf.lay_down(self._tenant, self._footage, number, part)
        self.size_bytes += len(part)
