"""Reading the media of one stream: hold an interest, join the current GOP with what comes live.

`MediaReader.run` is a task of whoever needs the pictures and lasts until it is cancelled. It hands
access units to `handle` in order and whole: it begins at a key frame, and after a loss or a new run
it goes on at the next one. An ingest that dies is waited for; asking again is all it takes.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Final

from nats.aio.subscription import Subscription

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import NotFound, Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.media import AccessUnit, from_message
from lokus_proto.subjects import StreamName
from lokus_proto.v1.media_interest import InterestReply, InterestRequest

log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 6.0
RENEW_SECONDS: Final = 2.0
ASK_AGAIN_SECONDS: Final = 0.5
_HELD_UNITS: Final = 512


class Joiner:
    """Puts a GOP sent apart and the live access units into one unbroken row."""

    def __init__(self) -> None:
        self.joining = False
        self.dropped = 0
        self._run: int | None = None
        self._next_seq = 0
        self._gop: list[AccessUnit] = []
        self._gop_last_seq: int | None = None
        self._held: list[AccessUnit] = []

    def begin(self) -> None:
        """A GOP was asked for: hold everything until it is in."""
        self.joining = True
        self._gop, self._held, self._gop_last_seq = [], [], None

    def replied(self, last_seq: int) -> list[AccessUnit]:
        """Ingest says where the GOP ends; returns what may be handed on."""
        self._gop_last_seq = last_seq
        return self._finish_if_in()

    def gop_unit(self, unit: AccessUnit) -> list[AccessUnit]:
        """Take one unit of the GOP; returns what may be handed on."""
        if self.joining:
            self._gop.append(unit)
        return self._finish_if_in()

    def live_unit(self, unit: AccessUnit) -> list[AccessUnit]:
        """Take one live unit; returns what may be handed on."""
        if not self.joining:
            return self._in_order(unit)
        self._held.append(unit)
        return self.finish() if len(self._held) >= _HELD_UNITS else []

    def finish(self) -> list[AccessUnit]:
        """Stop waiting for the rest of the GOP; returns what may be handed on."""
        row, self._gop, self._held, self.joining = [*self._gop, *self._held], [], [], False
        return [each for unit in row for each in self._in_order(unit)]

    def _finish_if_in(self) -> list[AccessUnit]:
        last = self._gop_last_seq
        complete = self.joining and last is not None and bool(self._gop) and self._gop[-1].seq >= last
        return self.finish() if complete else []

    def _in_order(self, unit: AccessUnit) -> list[AccessUnit]:
        same_run = unit.run == self._run
        if (self._run is not None and unit.run < self._run) or (same_run and unit.seq < self._next_seq):
            return []
        if not (same_run and unit.seq == self._next_seq) and not unit.key_frame:
            self.dropped += 1
            return []
        self._run, self._next_seq = unit.run, unit.seq + 1
        return [unit]


@dataclass(slots=True)
class MediaReader:
    """Holds an interest in one stream of one camera and reads it.

    `reader` is the id under which ingest knows this interest; `on_reply` is told each answer of
    ingest, None when nobody pulls the camera.
    """

    bus: Bus
    clock: Clock
    _: KW_ONLY
    service: str
    reader: str
    tenant: str
    camera: str
    stream: StreamName
    handle: Callable[[AccessUnit], None]
    on_reply: Callable[[InterestReply | None], None] = lambda _: None
    _joiner: Joiner = field(init=False, default_factory=Joiner)
    _asked: int = field(init=False, default=0)

    @property
    def dropped(self) -> int:
        """Access units not handed on, for want of a key frame before them."""
        return self._joiner.dropped

    async def run(self) -> None:
        """Read until cancelled; then give the interest back."""
        await keep_running(
            f"media of {self.camera}",
            self._run_once,
            retry_on=(Unavailable,),
            clock=self.clock,
            backoff=Backoff(first_seconds=0.2, cap_seconds=2.0),
        )

    async def _run_once(self) -> None:
        self._joiner = Joiner()
        inbox = self.bus.new_inbox()
        media = subjects.media(self.tenant, self.camera, self.stream)
        async with self.bus.subscribe(inbox) as gop, self.bus.subscribe(media) as live:
            works = {
                "gop": self._pump(gop, self._joiner.gop_unit),
                "live": self._pump(live, self._joiner.live_unit),
                "interest": self._hold(inbox),
            }
            away = asyncio.Event()
            try:
                async with asyncio.TaskGroup() as tasks:
                    parts = [
                        tasks.create_task(_until(work, away), name=f"{name} {self.camera}")
                        for name, work in works.items()
                    ]
                    await away.wait()
                    for part in parts:
                        part.cancel()
            finally:
                with suppress(Unavailable, NotFound):
                    await self._ask(0, None, waits=False)
        raise Unavailable("the bus went away while reading media")

    async def _pump(self, subscription: Subscription, take: Callable[[AccessUnit], list[AccessUnit]]) -> None:
        async for message in subscription.messages:
            try:
                unit = from_message(message.headers, message.data)
            except ValueError as error:
                log.warning("bad media message: %s", error, extra={"camera_id": self.camera})
                continue
            self._hand_on(take(unit))
        raise Unavailable("the subscription ended")

    async def _hold(self, inbox: str) -> None:
        joined_run: int | None = None
        while True:
            if self._joiner.joining:
                self._hand_on(self._joiner.finish())
            try:
                reply = await self._ask(LEASE_SECONDS, None)
                if reply is not None and reply.run != joined_run:
                    reply = await self._join(inbox)
            except NotFound:
                reply = None
            joined_run = None if reply is None else reply.run
            self.on_reply(reply)
            await self.clock.sleep(ASK_AGAIN_SECONDS if joined_run is None else RENEW_SECONDS)

    async def _join(self, inbox: str) -> InterestReply | None:
        self._joiner.begin()
        reply = await self._ask(LEASE_SECONDS, inbox)
        if reply is None or reply.last_seq is None:
            self._hand_on(self._joiner.finish())
        else:
            self._hand_on(self._joiner.replied(reply.last_seq))
        return reply

    def _hand_on(self, units: list[AccessUnit]) -> None:
        for unit in units:
            self.handle(unit)

    async def _ask(
        self, lease_seconds: float, inbox: str | None, *, waits: bool = True
    ) -> InterestReply | None:
        self._asked += 1
        request = envelope(
            InterestRequest(reader=self.reader, lease_seconds=lease_seconds, gop_subject=inbox),
            message_id=f"{self.reader}-{self._asked}",
            service=self.service,
            tenant=self.tenant,
            subject=self.camera,
            time=self.clock.now(),
        ).to_bytes()
        subject = subjects.interest(self.tenant, self.camera, self.stream)
        if not waits:
            await self.bus.publish(subject, request)
            return None
        try:
            return open_envelope(await self.bus.request(subject, request), InterestReply).data
        except ValueError as error:
            raise Unavailable(f"ingest answered what nobody understands: {error}") from error


async def _until(work: Coroutine[Any, Any, None], away: asyncio.Event) -> None:
    """Do the work until the bus is away, and say so.

    An error that ends a TaskGroup leaves its parent marked as cancelled (Python before 3.13), and
    whoever heeds cancellations would then stop for good: so an expected one does not reach the group.
    """
    try:
        await work
    except Unavailable:
        away.set()
