"""`/v1/shipments/{shipment}/legs/{leg}`: what each side tells of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field

from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.custody.legs import LegDossier, Legs, Told
from lokus_registry.domain.custody.leg import Act, Side
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy, Key
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

    async def tell(caller: AskedBy, key: str, leg: str, act: Act, side: Side, body: Body) -> LegReply:
        said: dict[str, Any] = body.model_dump(exclude={"side"})
        return leg_reply(await legs.tell(caller, key, leg, Told(act=act, side=side, **said)))

    @routes.get("", summary="Read one: its records, and where and when to look", responses=ON_ONE)
    async def get(key: Key, leg: _LegKey, caller: AskedBy) -> DossierReply:
        return _dossier(await legs.get(caller, key, leg))

    @routes.post("/depart", summary="Tell what has left, as sender", responses=ON_EDGE)
    async def depart(key: Key, leg: _LegKey, body: DepartBody, caller: AskedBy) -> LegReply:
        return await tell(caller, key, leg, Act.DEPART, Side.SENDER, body)

    @routes.post("/arrive", summary="Tell what has come, as receiver", responses=ON_EDGE)
    async def arrive(key: Key, leg: _LegKey, body: ArriveBody, caller: AskedBy) -> LegReply:
        return await tell(caller, key, leg, Act.ARRIVE, Side.RECEIVER, body)

    @routes.post("/receipts", summary="Attach a receipt of the handover", responses=ON_EDGE)
    async def attach(key: Key, leg: _LegKey, body: ReceiptBody, caller: AskedBy) -> LegReply:
        return await tell(caller, key, leg, Act.ATTACH_RECEIPT, body.side, body)

    @routes.get(
        "/receipts/{sha256}",
        summary="Read an attached receipt",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def receipt(key: Key, leg: _LegKey, sha256: Sha256, caller: AskedBy) -> Response:
        return file_answer(await legs.receipt(caller, key, leg, sha256))

    @routes.post("/confirm", summary="Stand by the handover; both sides close the leg", responses=ON_EDGE)
    async def confirm(key: Key, leg: _LegKey, body: ConfirmBody, caller: AskedBy) -> LegReply:
        return await tell(caller, key, leg, Act.CONFIRM, body.side, body)

    @routes.post("/correct-departure", summary="Tell anew what had left", responses=ON_EDGE)
    async def correct_departure(
        key: Key, leg: _LegKey, body: CorrectDepartureBody, caller: AskedBy
    ) -> LegReply:
        return await tell(caller, key, leg, Act.CORRECT_DEPARTURE, Side.SENDER, body)

    @routes.post("/correct-arrival", summary="Tell anew what had come", responses=ON_EDGE)
    async def correct_arrival(key: Key, leg: _LegKey, body: CorrectArrivalBody, caller: AskedBy) -> LegReply:
        return await tell(caller, key, leg, Act.CORRECT_ARRIVAL, Side.RECEIVER, body)

    return routes
