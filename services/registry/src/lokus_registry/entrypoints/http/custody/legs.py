"""`/v1/shipments/{shipment}/legs/{leg}`: what each side tells of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from lokus_identity.caller import Caller
from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.collection import Precondition
from lokus_registry.application.custody.legs import LegDossier, Legs, Told
from lokus_registry.domain.custody.leg import Act, Side
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_ONE, ON_TAGGED_EDGE, mark_tag
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key
from lokus_registry.entrypoints.http.bodies import Body, Reply
from lokus_registry.entrypoints.http.custody.bodies import (
    Counts,
    Happened,
    Moment,
    Sentence,
    WatchReply,
    watch_reply,
)
from lokus_registry.entrypoints.http.custody.leg_reply import LegReply, leg_reply, members_of
from lokus_registry.entrypoints.http.files import FILE_ANSWERS, FileReference, Sha256, file_answer

_LegKey = Annotated[str, Path(pattern=TOKEN_PATTERN, description="as the plan names it")]


class DepartBody(Body):
    """What has left."""

    sent: Counts
    at: Happened = None


class ArriveBody(Body):
    """What has come whole, and what damaged."""

    received: Counts
    damaged: Counts = Field(default_factory=dict)
    at: Happened = None


class ConfirmBody(Body):
    """That one side stands by what is recorded."""

    side: Side
    at: Happened = None


class ReceiptBody(Body):
    """The receipt of the handover (berita acara), put as a file before."""

    side: Side
    receipt: FileReference


class CorrectDepartureBody(Body):
    """What had left, and when, told anew."""

    sent: Counts
    at: Moment
    reason: Sentence


class CorrectArrivalBody(Body):
    """What had come, and when, told anew."""

    received: Counts
    damaged: Counts = Field(default_factory=dict)
    at: Moment
    reason: Sentence


class RecordReply(Reply):
    """What one side told: `at` is when it happened, `recorded_at` when it was told."""

    act: Act
    side: Side
    at: datetime
    recorded_at: datetime
    by: str
    organisation: str
    sent: Mapping[str, int]
    received: Mapping[str, int]
    damaged: Mapping[str, int]
    receipt: str | None
    reason: str | None


class DossierReply(LegReply):
    """A leg with all that was told of it, and where and when to look."""

    records: Sequence[RecordReply]
    watch: Sequence[WatchReply]


def _dossier(dossier: LegDossier) -> DossierReply:
    watches = [
        watch_reply(each.site, each.span, each.cameras, actual=each.actual) for each in dossier.watches
    ]
    return DossierReply.model_validate(
        members_of(dossier.leg) | {"records": dossier.records, "watch": watches}
    )


def router(legs: Legs) -> APIRouter:
    """The routes of legs."""
    routes = APIRouter(prefix="/v1/shipments/{key}/legs/{leg}", tags=["shipments"], responses=ALWAYS)

    @routes.get("", summary="Read one: its records, and where and when to look", responses=ON_ONE)
    async def get(key: Key, leg: _LegKey, caller: AskedBy, response: Response) -> DossierReply:
        dossier = await legs.get(caller, key, leg)
        mark_tag(response, dossier.leg)
        return _dossier(dossier)

    @routes.get(
        "/receipts/{sha256}",
        summary="Read an attached receipt",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def receipt(key: Key, leg: _LegKey, sha256: Sha256, caller: AskedBy) -> Response:
        return file_answer(await legs.receipt(caller, key, leg, sha256))

    _add_verbs(routes, legs)
    return routes


@dataclass(frozen=True, slots=True)
class _Teller:
    """Who tells something of which leg, what they take for granted, and where the new tag is told."""

    legs: Legs
    caller: Caller
    shipment: str
    leg: str
    granted: Precondition
    response: Response

    async def tell(self, act: Act, side: Side, body: Body) -> LegReply:
        said: dict[str, Any] = body.model_dump(exclude={"side"})
        told = Told(act=act, side=side, **said)
        leg = await self.legs.tell(self.caller, self.shipment, self.leg, told, self.granted)
        mark_tag(self.response, leg)
        return leg_reply(leg)


def _add_verbs(routes: APIRouter, legs: Legs) -> None:
    async def telling(
        key: Key, leg: _LegKey, caller: AskedBy, granted: Granted, response: Response
    ) -> _Teller:
        return _Teller(legs, caller, key, leg, granted, response)

    teller = Depends(telling)

    @routes.post("/depart", summary="Tell what has left, as sender", responses=ON_TAGGED_EDGE)
    async def depart(body: DepartBody, who: _Teller = teller) -> LegReply:
        return await who.tell(Act.DEPART, Side.SENDER, body)

    @routes.post("/arrive", summary="Tell what has come, as receiver", responses=ON_TAGGED_EDGE)
    async def arrive(body: ArriveBody, who: _Teller = teller) -> LegReply:
        return await who.tell(Act.ARRIVE, Side.RECEIVER, body)

    @routes.post("/receipts", summary="Attach a receipt of the handover", responses=ON_TAGGED_EDGE)
    async def attach(body: ReceiptBody, who: _Teller = teller) -> LegReply:
        return await who.tell(Act.ATTACH_RECEIPT, body.side, body)

    @routes.post(
        "/confirm", summary="Stand by the handover; both sides close the leg", responses=ON_TAGGED_EDGE
    )
    async def confirm(body: ConfirmBody, who: _Teller = teller) -> LegReply:
        return await who.tell(Act.CONFIRM, body.side, body)

    @routes.post("/correct-departure", summary="Tell anew what had left", responses=ON_TAGGED_EDGE)
    async def correct_departure(body: CorrectDepartureBody, who: _Teller = teller) -> LegReply:
        return await who.tell(Act.CORRECT_DEPARTURE, Side.SENDER, body)

    @routes.post("/correct-arrival", summary="Tell anew what had come", responses=ON_TAGGED_EDGE)
    async def correct_arrival(body: CorrectArrivalBody, who: _Teller = teller) -> LegReply:
        return await who.tell(Act.CORRECT_ARRIVAL, Side.RECEIVER, body)
