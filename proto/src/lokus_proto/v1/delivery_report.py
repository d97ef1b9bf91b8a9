"""What the cameras of one reporter delivered in one period: the measurement behind the service ledger.

A reporter is one ingest process for as long as it lives. It closes a period on the wall clock's tens and
sends one report of it for each tenant; its reports never overlap, and what could not be sent comes later, in
order. A report that is too large for one message is sent in `parts`, which share sequence, start and end and
name different cameras; it counts once they are all there. A camera that no part names was not measured.
"""

from typing import Annotated, ClassVar, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lokus_proto.envelope import Message, Token
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Phase, ReasonKind

MAX_CAMERAS: Final = 2_000
MAX_SPANS: Final = 4_000
"""Of all cameras of a message, so that it stays below the megabyte that NATS takes."""

Milliseconds = Annotated[int, Field(ge=0, description="milliseconds behind `start`")]


class Span(BaseModel):
    """A stretch in which nothing changed; it begins where the span before it ends."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    until_ms: Milliseconds
    phase: Phase = Field(description="`connecting` only before the first attempt has ended")
    frames: int = Field(default=0, ge=0, description="access units that came")
    width: int | None = Field(default=None, ge=0)
    height: int | None = Field(default=None, ge=0)
    codec: Codec | None = None
    reason: ReasonKind | None = None


class CameraSpans(BaseModel):
    """One camera's stream `main`; `from_ms` is above 0 when it was not held from the start."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    camera: Token
    from_ms: Milliseconds = 0
    spans: tuple[Span, ...] = Field(min_length=1, max_length=MAX_SPANS)


class DeliveryReport(Message):
    """What one reporter's cameras delivered in one period, or a part of it; every 10 s."""

    TYPE: ClassVar[str] = "lokus.delivery.reported.v1"
    SCHEMA: ClassVar[str] = "delivery-report"

    reporter: Token
    sequence: int = Field(ge=1, description="counts the periods of this reporter and tenant, from 1")
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
    start: AwareDatetime
    end: AwareDatetime
    cameras: tuple[CameraSpans, ...] = Field(max_length=MAX_CAMERAS)
