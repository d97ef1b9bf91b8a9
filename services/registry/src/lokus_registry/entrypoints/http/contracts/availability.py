"""`/v1/availability`: how well cameras delivered in a period."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.contracts.availability import Answer, AskingAvailability
from lokus_registry.application.contracts.availability_ports import WhichCameras
from lokus_registry.domain.area import CODE_PATTERN
from lokus_registry.domain.contracts.account import Outage
from lokus_registry.domain.contracts.availability import whole_seconds
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.period import moment
from lokus_registry.domain.contracts.statement_page import shown_share
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy
from lokus_registry.entrypoints.http.bodies import Reply
from lokus_registry.entrypoints.http.custody.bodies import Moment

_MAX_OUTAGES = 1000


class OutageReply(Reply):
    """From the first moment that failed to the last; what of it counts is the time it took to repair."""

    start: Moment = Field(serialization_alias="from")
    end: Moment = Field(serialization_alias="to")
    repair_seconds: int


class AvailabilityReply(Reply):
    """Sums over all cameras asked about; repair times are rounded down to seconds."""

    start: Moment = Field(serialization_alias="from")
    end: Moment = Field(serialization_alias="to", description="now at the latest")
    cameras: int
    measured_cameras: int = Field(description="of which anything was measured that counts")
    seconds: Mapping[Counts, int] = Field(
        description="by what time counts as; each rounded down or (the largest remainders) up, "
        "so that they add up to all of the time"
    )
    availability: float | None = Field(description="rounded down; null where nothing was measured")
    outages: int
    median_repair_seconds: int | None = Field(description="half of the outages took no longer")
    longest_repair_seconds: int | None
    longest_outages: Sequence[OutageReply] | None = Field(
        description=f"of a single camera, in order: the {_MAX_OUTAGES} that took longest to repair"
    )


async def _which(
    camera: Annotated[str | None, Query(pattern=TOKEN_PATTERN, description="one camera")] = None,
    vendor: Annotated[str | None, Query(pattern=TOKEN_PATTERN, description="of this vendor")] = None,
    contract: Annotated[
        str | None,
        Query(pattern=TOKEN_PATTERN, description="in this contract; no other time than in it counts"),
    ] = None,
    area: Annotated[
        str | None, Query(pattern=CODE_PATTERN, description="in this area", examples=["31.71"])
    ] = None,
) -> WhichCameras:
    return WhichCameras(camera, vendor, contract, area)


def router(availability: AskingAvailability) -> APIRouter:
    """The route of availability."""
    routes = APIRouter(prefix="/v1/availability", tags=["delivery"], responses=ALWAYS)

    @routes.get("", summary="How well cameras delivered, and their outages", responses=ON_ONE)
    async def ask(
        caller: AskedBy,
        which: Annotated[WhichCameras, Depends(_which)],
        since: Annotated[Moment, Query(alias="from")],
        until: Annotated[
            Moment, Query(alias="to", description="up to 400 days later for a camera, 31 for many")
        ],
    ) -> AvailabilityReply:
        return _reply(await availability.ask(caller, which, since, until))

    return routes


def _reply(answer: Answer) -> AvailabilityReply:
    sums = answer.sums
    share = shown_share(sums.delivering_ms, sums.measured_ms)
    median_ms, longest_ms = sums.median_repair_ms, max(sums.repairs_ms, default=None)
    return AvailabilityReply(
        start=moment(answer.period.start_ms),
        end=moment(answer.period.end_ms),
        cameras=sums.cameras,
        measured_cameras=sums.measured_cameras,
        seconds=whole_seconds(sums.milliseconds),
        availability=float(share) if share else None,
        outages=len(sums.repairs_ms),
        median_repair_seconds=None if median_ms is None else median_ms // 1000,
        longest_repair_seconds=None if longest_ms is None else longest_ms // 1000,
        longest_outages=None if answer.outages is None else _longest(answer.outages),
    )


def _longest(outages: Sequence[Outage]) -> Sequence[OutageReply]:
    longest = sorted(outages, key=lambda each: each.repair_ms, reverse=True)[:_MAX_OUTAGES]
    return [
        OutageReply(
            start=moment(each.start_ms), end=moment(each.end_ms), repair_seconds=each.repair_ms // 1000
        )
        for each in sorted(longest)
    ]
