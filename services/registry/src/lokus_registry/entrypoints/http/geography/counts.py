"""`/v1/counts`: how many of what lie in an area, and in each area below it."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.geography.areas import Geography
from lokus_registry.domain.area import CODE_PATTERN, AreaLevel
from lokus_registry.domain.geography.counts import Counts
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy
from lokus_registry.entrypoints.http.bodies import Reply

_Area = Annotated[str, Query(pattern=CODE_PATTERN, description="the area, as a whole", examples=["31"])]
_By = Annotated[AreaLevel | None, Query(description="and each area of this level in it")]
_Election = Annotated[
    str | None,
    Query(pattern=TOKEN_PATTERN, description="whose polling stations to count", examples=["pemilu-2024"]),
]


class StationNumbers(Reply):
    """Polling stations. `vulnerable` are those of class medium or high (rawan, sangat rawan)."""

    all: int = 0
    special: int = 0
    supervised: int = Field(default=0, description="under special supervision")
    vulnerable: int = 0
    low: int = 0
    medium: int = 0
    high: int = 0


class CountsReply(Reply):
    """What lies in an area, itself included. What is not named is not there."""

    area: str = Field(examples=["31.71"])
    name: str
    areas: dict[str, int] = Field(description="by level")
    polling_stations: StationNumbers | None = Field(description="null where no election was named")
    sites: dict[str, int] = Field(description="by kind")
    cameras: dict[str, int] = Field(description="by state")


class CountsReportReply(Reply):
    """The area as a whole, and each area of the level that was asked for, in the order of codes."""

    total: CountsReply
    parts: Sequence[CountsReply]


def router(geography: Geography) -> APIRouter:
    """The route of counts."""
    routes = APIRouter(prefix="/v1/counts", tags=["areas"], responses=ALWAYS)

    @routes.get("", summary="Count what lies in an area", responses=ON_ONE)
    async def count(
        caller: AskedBy, area: _Area, by: _By = None, election: _Election = None
    ) -> CountsReportReply:
        report = await geography.count(caller, area, by, election)
        return CountsReportReply(total=_reply(report.total), parts=[_reply(part) for part in report.parts])

    return routes


def _reply(counts: Counts) -> CountsReply:
    stations = counts.polling_stations
    return CountsReply(
        area=counts.area,
        name=counts.name,
        areas=dict(counts.areas),
        polling_stations=None if stations is None else StationNumbers(**stations),
        sites=dict(counts.sites),
        cameras=dict(counts.cameras),
    )
