"""Recorded footage, asked of ingest over the bus.

Any worker answers any question, so one that goes unanswered is asked again: a worker that dies in the middle
of a clip costs a moment.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeVar
from uuid import uuid4

from lokus_access_gateway.domain.footage import Place
from lokus_kit.bus import Answer, Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import NotFound, Unavailable
from lokus_proto import subjects
from lokus_proto.envelope import Message, envelope, open_envelope
from lokus_proto.subjects import StreamName
from lokus_proto.v1.footage import (
    NEXT_BYTE,
    NEXT_SKIP,
    REFUSAL,
    ClipPart,
    ClipPieceRequest,
    ClipReply,
    ClipRequest,
    FootageRefusal,
    TimelineReply,
    TimelineRequest,
)

PIECE_BYTES: Final = 512 * 1024
_HEADER_BYTES: Final = 4096
_BEFORE_SECONDS: Final = 3.0
_PATIENCE_SECONDS: Final = 15.0
"""How long a clip that is on its way waits for a worker, or for the store."""
_PIECE_SECONDS: Final = 3.0
_PLAN_SECONDS: Final = 8.0
_AGAIN_SECONDS: Final = 0.5

M = TypeVar("M", bound=Message)


class BusArchive:
    """The port `Archive`."""

    def __init__(self, bus: Bus, service: str, clock: Clock) -> None:
        self._bus = bus
        self._service = service
        self._clock = clock

    async def timeline(
        self, tenant: str, camera: str, stream: StreamName, start: datetime, end: datetime
    ) -> TimelineReply:
        """What is recorded of a stretch of time."""
        asked = TimelineRequest(camera=camera, stream=stream, start=start, end=end)
        answer = await self._ask(subjects.timeline(tenant, camera), tenant, camera, asked, _PLAN_SECONDS)
        return _read(answer, TimelineReply)

    async def clip(self, tenant: str, wanted: ClipRequest) -> ClipReply:
        """What a clip is put together of."""
        subject = subjects.clip(tenant, wanted.camera)
        return _read(await self._ask(subject, tenant, wanted.camera, wanted, _PLAN_SECONDS), ClipReply)

    async def piece(
        self, tenant: str, camera: str, part: ClipPart, place: Place
    ) -> tuple[bytes, Place | None]:
        """Bytes of a part, and where the next are; None when it is over. NotFound once it is gone."""
        most_bytes = min(PIECE_BYTES, self._bus.largest_payload_bytes - _HEADER_BYTES)
        asked = ClipPieceRequest(
            camera=camera, part=part, byte=place.byte, skip=place.skip, most_bytes=most_bytes
        )
        subject = subjects.clip_piece(tenant, camera)
        over = self._clock.monotonic_seconds() + _PATIENCE_SECONDS
        while True:
            answer = await self._ask(subject, tenant, camera, asked, _PIECE_SECONDS)
            match answer.headers.get(REFUSAL):
                case None:
                    return answer.payload, _next(answer.headers)
                case FootageRefusal.STORE_AWAY if self._clock.monotonic_seconds() < over:
                    await self._clock.sleep(_AGAIN_SECONDS)
                case FootageRefusal.STORE_AWAY:
                    raise Unavailable("the store of recordings does not answer")
                case refusal:
                    raise NotFound(f"a part of the clip cannot be read any more ({refusal})")

    async def _ask(
        self, subject: str, tenant: str, camera: str, message: Message, timeout_seconds: float
    ) -> Answer:
        content = envelope(
            message,
            message_id=uuid4().hex,
            service=self._service,
            tenant=tenant,
            subject=camera,
            time=self._clock.now(),
        ).to_bytes()
        on_its_way = isinstance(message, ClipPieceRequest)
        patience_seconds = _PATIENCE_SECONDS if on_its_way else _BEFORE_SECONDS
        over = self._clock.monotonic_seconds() + patience_seconds
        while True:
            try:
                return await self._bus.ask(subject, content, timeout_seconds)
            except NotFound as error:
                if self._clock.monotonic_seconds() >= over:
                    raise Unavailable("no ingest that keeps recordings is there now") from error
            except Unavailable:
                if self._clock.monotonic_seconds() >= over:
                    raise
            await self._clock.sleep(_AGAIN_SECONDS)


def _read(answer: Answer, expected: type[M]) -> M:
    try:
        return open_envelope(answer.payload, expected).data
    except ValueError as error:
        raise Unavailable("ingest answers what this gateway cannot read") from error


def _next(headers: Mapping[str, str]) -> Place | None:
    if NEXT_BYTE not in headers:
        return None
    return Place(int(headers[NEXT_BYTE]), int(headers[NEXT_SKIP]))
