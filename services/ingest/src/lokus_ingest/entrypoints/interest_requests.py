"""Answers readers who want the media of one stream, on the subject of that stream.

The reply goes first, then the current GOP to the reader's own subject. That subject must be an
inbox: ingest may publish where a reader may not, and lends that right to nobody.
"""

import logging
from typing import Final
from uuid import uuid4

from nats.aio.msg import Msg

from lokus_ingest.application.live_stream import Answer, LiveStream
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.v1.media_interest import InterestRequest

log = logging.getLogger(__name__)

_INBOX: Final = "_INBOX."
_LISTEN_AGAIN: Final = Backoff(first_seconds=0.2, cap_seconds=2.0)


class InterestRequests:
    """`serve` is a task of each stream."""

    def __init__(self, bus: Bus, service: str, clock: Clock) -> None:
        self._bus = bus
        self._service = service
        self._clock = clock

    async def serve(self, stream: LiveStream) -> None:
        """Answer the readers of one stream until cancelled."""

        async def run_once() -> None:
            key = stream.key
            subject = subjects.interest(key.tenant, key.camera, key.stream)
            async with self._bus.subscribe(subject) as subscription:
                async for message in subscription.messages:
                    await self._handle(stream, message)

        await keep_running(
            f"readers of {stream.key}",
            run_once,
            retry_on=(Unavailable,),
            clock=self._clock,
            backoff=_LISTEN_AGAIN,
        )

    async def _handle(self, stream: LiveStream, message: Msg) -> None:
        try:
            request = _read(message)
        except ValueError as error:
            log.warning("request for media passed over: %s", error, extra=stream.key.log_fields())
            return
        answer = stream.answer(request)
        try:
            await self._reply(stream, message, answer)
            for unit in answer.gop:
                await self._bus.publish(str(request.gop_subject), unit.payload, unit.headers())
        except Unavailable as error:
            log.warning("reader left without an answer: %s", error, extra=stream.key.log_fields())

    async def _reply(self, stream: LiveStream, message: Msg, answer: Answer) -> None:
        if not message.reply:
            return
        reply = envelope(
            answer.reply,
            message_id=uuid4().hex,
            service=self._service,
            tenant=stream.key.tenant,
            subject=stream.key.camera,
            time=self._clock.now(),
        )
        await self._bus.publish(message.reply, reply.to_bytes())


def _read(message: Msg) -> InterestRequest:
    """ValueError says what is wrong."""
    request = open_envelope(message.data, InterestRequest).data
    if request.gop_subject is not None and not request.gop_subject.startswith(_INBOX):
        raise ValueError("gop_subject is no inbox")
    return request
