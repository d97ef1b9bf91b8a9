"""Fetches a range of time from a camera's card: asks the device, reads its replay, writes late footage.

A replay that breaks off is begun again where it stood, so long as that brings it further; many cameras end so
when they have sent all. What lay on the card by the camera's clock is stored by ours. Nothing is read faster
than it can be written, nor than the line is to be used: live pictures come over the same one.
"""

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from lokus_ingest.application.approach import Approach
from lokus_ingest.application.card.ports import Cards, OpenReplay, Replay, Replays
from lokus_ingest.application.recording.late_footage import Bench, Footage, LateFootage, LateWriter
from lokus_ingest.domain.address import Address, Credentials
from lokus_ingest.domain.card_pace import LinePace
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.recording.late import LatePicture, LateResult
from lokus_ingest.domain.rtp.replay_clock import Replayed
from lokus_kit.clock import Clock
from lokus_proto.v1.camera import OnvifSource, Transport
from lokus_proto.v1.recording import LateOrigin
from lokus_proto.v1.stream_state import ReasonKind

log = logging.getLogger(__name__)

ATTEMPTS: Final = 3
"""In a row that bring nothing."""
AGAIN_SECONDS: Final = 3.0
TELL_SECONDS: Final = 2.0
SLOWEST: Final = 1.5
"""Of the footage's own length; a camera that keeps to real time takes once."""
GRACE: Final = timedelta(minutes=2)
NEAR_THE_END: Final = timedelta(seconds=5)
"""A camera that has nothing more and came so near to the end has sent all that it has."""


@dataclass(frozen=True, slots=True)
class CardOrder:
    """A range of our time that is wanted from a camera's card. `ahead`: what an earlier attempt went by."""

    device: OnvifSource
    credentials: Credentials | None
    start: datetime
    until: datetime
    ahead: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it. `ahead`: the device's clock less ours; `reached`: so far it came, in our time;
    `lacking`: why the rest did not come, None if there is no more.
    """  # noqa: D205 (one sentence for each field)

    stored: LateResult
    ahead: timedelta
    reached: datetime | None = None
    lacking: str | None = None


Tell = Callable[[Fetched], Awaitable[None]]


class CardFetching:
    """`bench` gives room for one piece of footage at a time."""

    def __init__(
        self,
        cards: Cards,
        replays: Replays,
        approach: Approach,
        writer: LateWriter,
        bench: Callable[[], AbstractAsyncContextManager[Bench]],
        clock: Clock,
        *,
        bytes_per_second: int,
    ) -> None:
        self.cards = cards
        self.replays = replays
        self.approach = approach
        self.writer = writer
        self.bench = bench
        self.clock = clock
        self.bytes_per_second = bytes_per_second

    async def fetch(self, order: CardOrder, footage: Footage, tell: Tell) -> Fetched:
        """All that the card has of the range; `tell` is told how far it has come.

        DeviceFailure or SourceFailure if nothing can be had; Unavailable if it cannot be kept.
        """
        plan = await self.cards.plan(order.device, order.credentials, order.start, order.until, order.ahead)
        fetched = Fetched(LateResult(), plan.ahead)
        await tell(fetched)
        origin = read_by(footage.origin, plan.ahead)
        for each in plan.replays:
            fetching = _Stretch(self, order, replace(footage, origin=origin), each, fetched, tell)
            fetched = await fetching.run()
            if fetched.lacking is not None:
                return fetched
        return fetched


def read_by(origin: LateOrigin, ahead: timedelta) -> LateOrigin:
    """The origin of footage that was read by a device's clock."""
    milliseconds = round(-ahead / timedelta(milliseconds=1))
    return origin.model_copy(update={"clock_offset_milliseconds": milliseconds, "clock_read": True})


class _Stretch:
    """One replay, over as many sessions as it takes."""

    def __init__(
        self,
        parts: CardFetching,
        order: CardOrder,
        footage: Footage,
        wanted: Replay,
        before: Fetched,
        tell: Tell,
    ) -> None:
        self._parts = parts
        self._order = order
        self._footage = footage
        self._wanted = wanted
        self._before = before
        self._tell = tell
        self._late: LateFootage | None = None
        self._pace = LinePace(parts.bytes_per_second, parts.clock.monotonic_seconds())
        self._latest: datetime | None = None
        self._told_seconds = parts.clock.monotonic_seconds()
        length = wanted.until - wanted.start
        self._give_up_seconds = self._told_seconds + (length * SLOWEST + GRACE).total_seconds()

    async def run(self) -> Fetched:
        """Read all of it; SourceFailure if there was never anything."""
        lacking = None
        async with AsyncExitStack() as stack:
            try:
                await self._read(stack)
            except SourceFailure as failure:
                if self._latest is None and self._before.reached is None:
                    raise
                lacking = failure.detail
            if self._late is not None:
                await self._late.end()
        return replace(self._now(), lacking=lacking)

    async def _read(self, stack: AsyncExitStack) -> None:
        in_vain = 0
        while True:
            stood = self._latest
            try:
                await self._session(stack)
            except SourceFailure as failure:
                in_vain = 0 if self._latest != stood else in_vain + 1
                if in_vain and self._is_near_the_end:
                    return
                if failure.until_changed or in_vain >= ATTEMPTS or self._too_slow:
                    raise
                log.info("a replay broke off and is begun again: %s", failure.detail)
                await self._parts.clock.sleep(AGAIN_SECONDS)
            else:
                return

    async def _session(self, stack: AsyncExitStack) -> None:
        parts, wanted = self._parts, self._wanted
        address = Address(wanted.url, Transport.TCP, self._order.credentials)
        located = await parts.approach.locate(address)
        assert located.host is not None  # noqa: S101 (it was located)
        await parts.approach.enter(located.host, lambda _: None)
        start = wanted.start if self._latest is None else self._latest
        async with parts.replays.open(located, start, wanted.until) as replay:
            late = await self._open(stack, replay)
            known = self._latest
            while (replayed := await replay.next()) is not None:
                if known is None or replayed.at > known:
                    await self._take(late, replayed)

    async def _open(self, stack: AsyncExitStack, replay: OpenReplay) -> LateFootage:
        if self._late is None:
            bench = await stack.enter_async_context(self._parts.bench())
            self._late = self._parts.writer.open(self._footage, replay.codec, replay.described, bench)
        return self._late

    async def _take(self, late: LateFootage, replayed: Replayed) -> None:
        clock, picture = self._parts.clock, replayed.picture
        await late.take(LatePicture(picture.payload, replayed.at - self._before.ahead, picture.after_loss))
        self._latest = replayed.at if self._latest is None else max(self._latest, replayed.at)
        now_seconds = clock.monotonic_seconds()
        if self._too_slow:
            raise SourceFailure(
                ReasonKind.TIMED_OUT,
                "the camera replays slower than it recorded: the rest was not waited for",
            )
        if (wait_seconds := self._pace.wait_seconds(len(picture.payload), now_seconds)) > 0:
            await clock.sleep(wait_seconds)
        if now_seconds - self._told_seconds >= TELL_SECONDS:
            self._told_seconds = now_seconds
            await self._tell(self._now())

    @property
    def _is_near_the_end(self) -> bool:
        return self._latest is not None and self._latest >= self._wanted.until - NEAR_THE_END

    @property
    def _too_slow(self) -> bool:
        return self._parts.clock.monotonic_seconds() > self._give_up_seconds

    def _now(self) -> Fetched:
        before = self._before
        reached = before.reached if self._latest is None else self._latest - before.ahead
        stored = before.stored if self._late is None else before.stored.joined(self._late.result)
        return replace(before, stored=stored, reached=reached)
