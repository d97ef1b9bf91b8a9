"""Answers questions about recorded footage; the workers of the fleet share them.

A few at a time for each worker, for its media come first. Whatever comes of a question is an answer; only a
message that is no question goes without one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeVar
from uuid import uuid4

from nats.aio.msg import Msg

from lokus_ingest.application.recording.clips import Clips, Given
from lokus_ingest.application.recording.timelines import Timelines
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.planning import Wanted
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import NotFound, Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto import subjects
from lokus_proto.envelope import Message, envelope, open_envelope
from lokus_proto.subjects import StreamName
from lokus_proto.v1.footage import (
    NEXT_BYTE,
    NEXT_SKIP,
    REFUSAL,
    ClipPieceRequest,
    ClipReply,
    ClipRequest,
    FootageRefusal,
    TimelineReply,
    TimelineRequest,
)

log = logging.getLogger(__name__)

AT_ONCE: Final = 4
QUEUE: Final = "ingest-footage"
_LISTEN_AGAIN: Final = Backoff(first_seconds=0.2, cap_seconds=2.0)

R = TypeVar("R")
S = TypeVar("S")
Answer = tuple[bytes, Mapping[str, str]]


class FootageRequests:
    """`run` is a task of the root."""

    def __init__(
        self, bus: Bus, timelines: Timelines, clips: Clips, service: str, clock: Clock, tally: Tally
    ) -> None:
        self._bus = bus
        self._timelines = timelines
        self._clips = clips
        self._service = service
        self._clock = clock
        self._tally = tally
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Answer until cancelled."""
        kinds = {
            subjects.all_timelines(): self._timeline,
            subjects.all_clips(): self._clip,
            subjects.all_clip_pieces(): self._piece,
        }
        async with asyncio.TaskGroup() as tasks:
            for subject, answer in kinds.items():
                tasks.create_task(self._listen(tasks, subject, answer), name=f"answer {subject}")

    async def _listen(
        self, tasks: asyncio.TaskGroup, subject: str, answer: Callable[[Msg], Awaitable[Answer]]
    ) -> None:
        async def run_once() -> None:
            async with self._bus.subscribe(subject, queue=QUEUE) as subscription:
                async for message in subscription.messages:
                    await self._room.acquire()
                    tasks.create_task(self._take(message, answer), name=f"answer {message.subject}")
            await self._bus.rest_if_leaving()

        await keep_running(
            "footage", run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_LISTEN_AGAIN
        )

    async def _take(self, message: Msg, answer: Callable[[Msg], Awaitable[Answer]]) -> None:
        try:
            content, headers = await answer(message)
            if message.reply:
                await self._bus.publish(message.reply, content, dict(headers))
                self._tally.footage_answers += 1
                self._tally.footage_bytes += len(content)
        except ValueError as error:
            log.warning("question about footage passed over: %s", error)
        except Unavailable as error:
            log.warning("question about footage left without an answer: %s", error)
        finally:
            self._room.release()

    async def _timeline(self, message: Msg) -> Answer:
        asked = open_envelope(message.data, TimelineRequest).data
        key = _key(message, asked.stream)
        asking = self._timelines.timeline(key, asked.start, asked.end)
        reply = await _told(asking, lambda refusal, why: TimelineReply(refusal=refusal, detail=why))
        return self._wrapped(key, reply), {}

    async def _clip(self, message: Msg) -> Answer:
        asked = open_envelope(message.data, ClipRequest).data
        key = _key(message, asked.stream)
        asking = self._clips.plan(key, Wanted(asked.start, asked.end, asked.floor))
        reply = await _told(asking, lambda refusal, why: ClipReply(refusal=refusal, detail=why))
        return self._wrapped(key, reply), {}

    async def _piece(self, message: Msg) -> Answer:
        asked = open_envelope(message.data, ClipPieceRequest).data
        key = _key(message, StreamName(asked.part.segment.partition("/")[0]))
        given = await _told(self._clips.piece(key, asked), lambda refusal, _: refusal)
        if isinstance(given, Given):
            return given.content, _place(given)
        return b"", {REFUSAL: given}

    def _wrapped(self, key: StreamKey, reply: Message) -> bytes:
        return envelope(
            reply,
            message_id=uuid4().hex,
            service=self._service,
            tenant=key.tenant,
            subject=key.camera,
            time=self._clock.now(),
        ).to_bytes()


def _key(message: Msg, stream: StreamName) -> StreamKey:
    """Tenant and camera are those of the subject, which the bus permits, and of nothing else."""
    _, tenant, camera, _ = subjects.parse(message.subject)
    return StreamKey(tenant, camera, stream)


def _place(given: Given) -> dict[str, str]:
    if given.next_byte is None:
        return {}
    return {NEXT_BYTE: str(given.next_byte), NEXT_SKIP: str(given.next_skip)}


async def _told(asking: Awaitable[R], refused: Callable[[FootageRefusal, str], S]) -> R | S:
    """What comes of a question, or why nothing does."""
    try:
        return await asking
    except NotFound as error:
        return refused(FootageRefusal.GONE, str(error))
    except Unavailable as error:
        log.warning("%s", error)
        return refused(FootageRefusal.STORE_AWAY, "the store of recordings does not answer")
    except ValueError as error:
        log.warning("a recording cannot be read: %s", error)
        return refused(FootageRefusal.UNREADABLE, str(error))
