"""`/v1/shipments`: the plan, and how far it has come."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status
from pydantic import Field

from lokus_identity.caller import Caller
from lokus_proto.envelope import Token
from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.custody.ports import ShipmentFilter
from lokus_registry.application.custody.shipments import Shipments, Travel
from lokus_registry.domain.custody.counts import Item
from lokus_registry.domain.custody.leg import LegPlan, LegState
from lokus_registry.domain.custody.shipment import Shipment
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_REMOVE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key, Part
from lokus_registry.entrypoints.http.bodies import Body, Name, PageReply, Reply, page_reply
from lokus_registry.entrypoints.http.custody.bodies import Moment
from lokus_registry.entrypoints.http.custody.leg_reply import LegReply, leg_reply


class ItemBody(Body):
    """A kind of material, and what it is counted in."""

    item: Annotated[Token, Field(examples=["surat-suara"])]
    unit: Annotated[Name, Field(examples=["lembar"])]


class LegBody(Body):
    """One leg; it has an end at one of your sites, or one of your people answers for it."""

    id: Annotated[Token, Field(description="unique in the shipment", examples=["ke-tps-012"])]
    from_site: Token
    to_site: Token
    responsible: Annotated[Token, Field(description="who answers for it on its way, of /v1/people")]
    planned_departure: Moment
    planned_arrival: Moment
    vehicle: Annotated[Name | None, Field(examples=["B 9123 KPU"])] = None


class ShipmentBody(Body):
    """What is sent, and on which legs; what has departed stays as it was planned."""

    name: Annotated[Name, Field(examples=["Logistik Kecamatan Menteng"])]
    election: Token
    contents: Sequence[ItemBody] = Field(min_length=1, max_length=100)
    legs: Sequence[LegBody] = Field(min_length=1, max_length=1000)

    def shipment(self, key: str, caller: Caller) -> Shipment:
        """As the domain has it; the plan is the caller's organisation's."""
        return Shipment(
            id=key,
            name=self.name,
            owner=caller.organisation,
            election=self.election,
            contents=tuple(Item(each.item, each.unit) for each in self.contents),
            legs=tuple(LegPlan(**leg.model_dump()) for leg in self.legs),
        )


class ItemReply(Reply):
    """A kind of material."""

    item: str
    unit: str


class ShipmentReply(Reply):
    """A shipment and what has become of its legs."""

    id: str
    name: str
    owner: str
    election: str
    contents: Sequence[ItemReply]
    legs: Sequence[LegReply]


class SummaryReply(Reply):
    """A shipment, and how many of its legs are in which state."""

    id: str
    name: str
    owner: str
    election: str
    legs: Mapping[LegState, int] = Field(examples=[{"planned": 3, "departed": 1}])


def _reply(travel: Travel) -> ShipmentReply:
    shipment = travel.shipment
    return ShipmentReply(
        id=shipment.id,
        name=shipment.name,
        owner=shipment.owner,
        election=shipment.election,
        contents=[ItemReply.model_validate(each) for each in shipment.contents],
        legs=[leg_reply(leg) for leg in travel.legs],
    )


async def _asked(
    election: Annotated[str | None, Query(pattern=TOKEN_PATTERN)] = None,
    site: Annotated[
        str | None, Query(pattern=TOKEN_PATTERN, description="that a leg leaves or reaches")
    ] = None,
    state: Annotated[LegState | None, Query(description="that some leg is in")] = None,
) -> ShipmentFilter:
    return ShipmentFilter(election, site, state)


def router(shipments: Shipments) -> APIRouter:
    """The routes of shipments."""
    routes = APIRouter(prefix="/v1/shipments", tags=["shipments"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace the plan", responses=put_answers(ShipmentReply))
    async def put(
        key: Key, body: ShipmentBody, caller: AskedBy, granted: Granted, response: Response
    ) -> ShipmentReply:
        travel, created = await shipments.put(caller, body.shipment(key, caller), granted)
        mark_created(response, created=created)
        mark_tag(response, travel.shipment)
        return _reply(travel)

    @routes.get("/{key}", summary="Read one with its legs", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> ShipmentReply:
        travel = await shipments.get(caller, key)
        mark_tag(response, travel.shipment)
        return _reply(travel)

    @routes.get("", summary="Read a page of those in which you have a hand")
    async def page(
        caller: AskedBy, part: Part, which: Annotated[ShipmentFilter, Depends(_asked)]
    ) -> PageReply[SummaryReply]:
        return page_reply(await shipments.page(caller, part, which), SummaryReply.model_validate)

    @routes.delete(
        "/{key}",
        summary="Remove one of which nothing has departed",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=ON_REMOVE,
    )
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await shipments.remove(caller, key, granted)

    return routes
