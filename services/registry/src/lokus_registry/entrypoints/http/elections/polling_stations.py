"""`/v1/elections/{election}/polling-stations`."""

from dataclasses import fields
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response, status
from pydantic import Field, StringConstraints

from lokus_proto.envelope import Token
from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.elections.polling_stations import PollingStations
from lokus_registry.application.elections.ports import StationFilter
from lokus_registry.domain.area import CODE_PATTERN
from lokus_registry.domain.elections.polling_station import (
    LARGEST_NUMBER,
    PollingStation,
    Vulnerability,
    VulnerabilityClass,
)
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_REMOVE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Part
from lokus_registry.entrypoints.http.bodies import PRINTABLE, Body, PageReply, Reply, page_reply
from lokus_registry.entrypoints.http.exact import Day, Flag

_Election = Annotated[str, Path(pattern=TOKEN_PATTERN, description="id of the election")]
_Code = Annotated[str, Path(pattern=TOKEN_PATTERN, description="unique in the election")]
_Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=PRINTABLE)
]


class SupervisionBody(Body):
    """Why it is under special supervision."""

    reason: _Text = Field(examples=["reached by boat alone"])


class VulnerabilityBody(Body):
    """How vulnerable it was found: low (kurang rawan), medium (rawan), high (sangat rawan)."""

    level: VulnerabilityClass = Field(alias="class")
    reason: _Text = Field(examples=["flooded in 2020"])
    source: _Text = Field(description="who says so", examples=["Bawaslu, IKP 2024"])
    assessed_on: Day


class PollingStationBody(Body):
    """A polling station of a village."""

    number: int = Field(ge=1, le=LARGEST_NUMBER, description="unique in its village")
    area: str = Field(pattern=CODE_PATTERN, description="its village", examples=["31.71.06.1001"])
    site: Token | None = Field(default=None, description="where it votes: of kind tps, in the village")
    special: Flag = Field(default=False, description="for those who cannot come to their own")
    supervision: SupervisionBody | None = None
    vulnerability: VulnerabilityBody | None = None

    def station(self, election: str, code: str) -> PollingStation:
        """As the domain has it."""
        found = self.vulnerability
        return PollingStation(
            election=election,
            id=code,
            number=self.number,
            area=self.area,
            site=self.site,
            special=self.special,
            supervision=None if self.supervision is None else self.supervision.reason,
            vulnerability=None
            if found is None
            else Vulnerability(found.level, found.reason, found.source, found.assessed_on),
        )


class PollingStationReply(Reply):
    """A polling station and its code."""

    election: str = Field(examples=["pemilu-2024"])
    id: str = Field(examples=["3171061001012"])
    number: int
    area: str
    site: str | None
    special: bool
    supervision: SupervisionBody | None
    vulnerability: VulnerabilityBody | None


def station_reply(station: PollingStation) -> PollingStationReply:
    """As it is answered."""
    return PollingStationReply(
        election=station.election,
        id=station.id,
        number=station.number,
        area=station.area,
        site=station.site,
        special=station.special,
        supervision=None if station.supervision is None else SupervisionBody(reason=station.supervision),
        vulnerability=_vulnerability(station.vulnerability),
    )


def _vulnerability(found: Vulnerability | None) -> VulnerabilityBody | None:
    if found is None:
        return None
    members = {member.name: getattr(found, member.name) for member in fields(found)}
    return VulnerabilityBody.model_validate({"class": members.pop("level"), **members})


async def _filter(
    area: Annotated[
        str | None, Query(pattern=CODE_PATTERN, description="in this area", examples=["31.71"])
    ] = None,
    special: Annotated[bool | None, Query()] = None,
    vulnerability: Annotated[VulnerabilityClass | None, Query(description="of this class")] = None,
    supervision: Annotated[bool | None, Query(description="under special supervision")] = None,
    has_site: Annotated[bool | None, Query(description="with a known place to vote at")] = None,
) -> StationFilter:
    return StationFilter(area, special, vulnerability, supervision, has_site)


def router(stations: PollingStations) -> APIRouter:
    """The routes of polling stations."""
    routes = APIRouter(
        prefix="/v1/elections/{election}/polling-stations", tags=["elections"], responses=ALWAYS
    )

    @routes.put("/{code}", summary="Create or replace", responses=put_answers(PollingStationReply) | ON_ONE)
    async def put(
        election: _Election,
        code: _Code,
        body: PollingStationBody,
        caller: AskedBy,
        granted: Granted,
        response: Response,
    ) -> PollingStationReply:
        station = body.station(election, code)
        mark_created(response, created=await stations.put(caller, station, granted))
        mark_tag(response, station)
        return station_reply(station)

    @routes.get("/{code}", summary="Read one", responses=ON_ONE)
    async def get(
        election: _Election, code: _Code, caller: AskedBy, response: Response
    ) -> PollingStationReply:
        station = await stations.get(caller, election, code)
        mark_tag(response, station)
        return station_reply(station)

    @routes.get("", summary="Find some, in the order of their codes", responses=ON_ONE)
    async def page(
        election: _Election, caller: AskedBy, part: Part, wanted: Annotated[StationFilter, Depends(_filter)]
    ) -> PageReply[PollingStationReply]:
        return page_reply(await stations.page(caller, election, wanted, part), station_reply)

    @routes.delete("/{code}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(election: _Election, code: _Code, caller: AskedBy, granted: Granted) -> None:
        await stations.remove(caller, election, code, granted)

    return routes
