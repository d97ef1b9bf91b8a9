"""What one camera delivered, and what it is now, by ingest's own measurement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime, Field

from lokus_registry.application.delivery.reading import DeliveryReading
from lokus_registry.domain.delivery.cover import Covered, Status
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy, Key
from lokus_registry.entrypoints.http.bodies import Reply

_YEARS = range(2000, 2200)


def _of_our_time(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError(f"name a year from {_YEARS.start} to {_YEARS.stop - 1}")
    return moment


_Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
_From = Annotated[_Moment | None, Query(alias="from", description="a day before `to` if left out")]
_To = Annotated[_Moment | None, Query(description="now if left out")]
_Limit = Annotated[int, Query(ge=1, le=5000, description="measured intervals at most")]


class IntervalReply(Reply):
    """A stretch in which the camera did one thing."""

    started_at: datetime
    ended_at: datetime
    state: DeliveryState = Field(description="`unknown`: nobody measured it")
    reason: str | None = Field(description="why there were no pictures, such as `refused` or `disabled`")
    width: int | None
    height: int | None
    fps: float | None = Field(description="when last it moved by more than a fifth")
    reporter: str | None = Field(description="the ingest process that measured it")


class DeliveryReply(Reply):
    """Intervals that follow one another without a gap or an overlap."""

    items: Sequence[IntervalReply]
    next: datetime | None = Field(description="send it as `from` to read on; null at the end")


class StatusReply(Reply):
    """What a camera is now."""

    state: DeliveryState = Field(description="`unknown`: never reported, or not in the last 30 s")
    reason: str | None
    since: datetime | None
    width: int | None
    height: int | None
    fps: float | None = Field(description="when last it moved by more than a fifth")
    codec: str | None


def router(reading: DeliveryReading) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1/cameras", tags=["delivery"], responses=ALWAYS)

    @routes.get("/{key}/delivery", summary="Read what it delivered, second by second", responses=ON_ONE)
    async def delivery(
        key: Key, caller: AskedBy, start: _From = None, to: _To = None, limit: _Limit = 1000
    ) -> DeliveryReply:
        found = await reading.of_camera(caller, key, start, to, limit)
        return DeliveryReply(items=[_interval(each) for each in found.items], next=found.next)

    @routes.get("/{key}/status", summary="Read what it is now", responses=ON_ONE)
    async def status(key: Key, caller: AskedBy) -> StatusReply:
        return _status(await reading.status(caller, key))

    return routes


def _interval(each: Covered) -> IntervalReply:
    said = each.measure
    return IntervalReply(
        started_at=each.started_at,
        ended_at=each.ended_at,
        state=said.state,
        reason=said.reason,
        width=said.width,
        height=said.height,
        fps=said.fps,
        reporter=each.reporter,
    )


def _status(status: Status) -> StatusReply:
    said = status.measure
    return StatusReply(
        state=said.state,
        reason=said.reason,
        since=status.since,
        width=said.width,
        height=said.height,
        fps=said.fps,
        codec=said.codec,
    )
