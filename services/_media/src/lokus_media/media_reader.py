"""Reading the media of one stream: hold an interest, join the current GOP with what comes live.

`MediaReader.run` is a task of whoever needs the pictures and lasts until it is cancelled. It hands
access units to `handle` in order and whole: it begins at a key frame, and after a loss or a new run
it goes on at the next one. An ingest that dies is waited for; asking again is all it takes. While a
camera goes from one worker to another, both send: the reader changes over at the first key frame of the
newer one, and keeps to it.
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
from lokus_proto.media import AccessUnit, Rank, from_message
from lokus_proto.subjects import StreamName
from lokus_proto.v1.media_interest import InterestReply, InterestRequest

log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 6.0
RENEW_SECONDS: Final = 2.0
ASK_AGAIN_SECONDS: Final = 0.5
_HELD_UNITS: Final = 512
_NO_RANK: Final[Rank] = (-1, -1)
_PATIENT_REPLIES: Final = 3
"""So many replies in a row may be overtaken while nothing comes; then the older owner is all there is."""


class Joiner:
    """Puts a GOP sent apart and the live access units into one unbroken row."""

    def __init__(self) -> None:
        self.joining = False
        self.dropped = 0
        self.handed = 0
        self.rank = _NO_RANK
        self._next_seq = 0
        self._gop: list[AccessUnit] = []
        self._gop_last: tuple[Rank, int] | None = None
        self._held: list[AccessUnit] = []

    def begin(self) -> None:
        """A GOP was asked for: hold everything until it is in."""
        self.joining = True
        self._gop, self._held, self._gop_last = [], [], None

    def replied(self, rank: Rank, last_seq: int) -> list[AccessUnit]:
        """Ingest says of which run the GOP is and where it ends; returns what may be handed on."""
        self._gop_last = rank, last_seq
        return self._finish_if_in()

    def gop_unit(self, unit: AccessUnit) -> list[AccessUnit]:
        """Take one unit of the GOP; returns what may be handed on."""
        if not self.joining:  # a second owner's, behind the GOP of the first
            return self._in_order(unit)
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
        if not self.joining or self._gop_last is None:
            return []
        rank, last_seq = self._gop_last
        complete = rank < self.rank or any(unit.rank == rank and unit.seq >= last_seq for unit in self._gop)
        return self.finish() if complete else []

    def _in_order(self, unit: AccessUnit) -> list[AccessUnit]:
        same_run = unit.rank == self.rank
        if unit.rank < self.rank or (same_run and unit.seq < self._next_seq):
            return []
        if not (same_run and unit.seq == self._next_seq) and not unit.key_frame:
            self.dropped += 1
            return []
        self.rank, self._next_seq = unit.rank, unit.seq + 1
        self.handed += 1
        return [unit]


class Owners:
    """Which of two owners' replies counts while a camera goes from one ingest worker to another."""

    def __init__(self, joiner: Joiner) -> None:
        self._joiner = joiner
        self._handed = joiner.handed
        self._in_a_row = 0

    def overtaken(self, reply: InterestReply) -> bool:
        """Whether what comes is better than what this reply says, and the reply is to be passed over.

        It is of an older owner, or of a newer one that has no pictures yet. Once nothing comes any more, a
        few replies prove that there is no better one.
        """
        epoch, _ = self._joiner.rank
        flows, self._handed = self._joiner.handed > self._handed, self._joiner.handed
        older = reply.epoch < epoch
        if not older and not (flows and reply.run is None and reply.epoch > epoch):
            self._in_a_row = 0
            return False
        self._in_a_row = 0 if flows else self._in_a_row + 1
        if self._in_a_row < _PATIENT_REPLIES:
            return True
        self._joiner.rank, self._in_a_row = _NO_RANK, 0
        return False


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
        joined: Rank | None = None
        owners = Owners(self._joiner)
        while True:
            if self._joiner.joining:
                self._hand_on(self._joiner.finish())
            try:
                reply = await self._ask(LEASE_SECONDS, None)
                if reply is not None and owners.overtaken(reply):
                    await self.clock.sleep(RENEW_SECONDS)
                    continue
                if reply is not None and _rank(reply) != joined:
                    reply = await self._join(inbox)
            except NotFound:
                reply = None
            joined = None if reply is None else _rank(reply)
            self.on_reply(reply)
            await self.clock.sleep(ASK_AGAIN_SECONDS if joined is None else RENEW_SECONDS)

    async def _join(self, inbox: str) -> InterestReply | None:
        self._joiner.begin()
        reply = await self._ask(LEASE_SECONDS, inbox)
        if reply is None or reply.last_seq is None:
            self._hand_on(self._joiner.finish())
        else:
            self._hand_on(self._joiner.replied(_rank(reply) or _NO_RANK, reply.last_seq))
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


def _rank(reply: InterestReply) -> Rank | None:
    return None if reply.run is None else (reply.epoch, reply.run)


async def _until(work: Coroutine[Any, Any, None], away: asyncio.Event) -> None:
    """Do the work until the bus is away, and say so.

    An error that ends a TaskGroup leaves its parent marked as cancelled (Python before 3.13), and
    whoever heeds cancellations would then stop for good: so an expected one does not reach the group.
    """
    try:
        await work
    except Unavailable:
        away.set()
