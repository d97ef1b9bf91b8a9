"""`/v1/disputes`: opened by one side of a contract, answered and decided by the other."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from lokus_proto.envelope import Token
from lokus_registry.application.contracts.disputes import Claim, Disputes
from lokus_registry.application.ports import Window
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.dispute import CLAIMABLE, Dispute, DisputeState
from lokus_registry.domain.policy.contracts import Side
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_EDGE,
    ON_ONE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key, Part
from lokus_registry.entrypoints.http.bodies import PageReply, page_reply
from lokus_registry.entrypoints.http.contracts.overlays import NoteBody, ReasonBody
from lokus_registry.entrypoints.http.custody.bodies import Moment, Sentence
from lokus_registry.entrypoints.http.files import FILE_ANSWERS, FileReference, Sha256, file_answer


class DisputeBody(BaseModel):
    """What some time of a camera in a draft should count as, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    statement: Token
    camera: Token
    starts_at: Moment = Field(alias="from")
    ends_at: Moment = Field(alias="to")
    claim: Sentence
    counts_as: Counts = Field(description=f"one of {', '.join(CLAIMABLE)}")
    evidence: Sequence[FileReference] = Field(default=(), max_length=20)


class DisputeReply(BaseModel):
    """What was claimed, by which side, and what the other answered."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, populate_by_name=True)

    id: str
    statement: str
    camera: str
    starts_at: Moment = Field(alias="from")
    ends_at: Moment = Field(alias="to")
    claim: str
    counts_as: Counts
    evidence: Sequence[str]
    state: DisputeState
    side: Side = Field(description="who opened it")
    opened_by: str
    opened_at: Moment
    answered_by: str | None
    answered_at: Moment | None
    answer: str | None


async def _wanted(
    part: Part,
    statement: Annotated[Token | None, Query()] = None,
    camera: Annotated[Token | None, Query()] = None,
    state: DisputeState | None = None,
) -> Window:
    return part.narrowed(statement=statement, camera=camera, state=state)


def router(disputes: Disputes, wake: Callable[[], None]) -> APIRouter:
    """The routes of disputes; `wake` tells that a statement waits to be computed."""
    routes = APIRouter(prefix="/v1/disputes", tags=["disputes"], responses=ALWAYS)
    _add_collection(routes, disputes)
    _add_edges(routes, disputes, wake)
    return routes


def _add_collection(routes: APIRouter, disputes: Disputes) -> None:
    @routes.put("/{key}", summary="Open, by either side", responses={**put_answers(DisputeReply), **ON_ONE})
    async def put(
        key: Key, body: DisputeBody, caller: AskedBy, granted: Granted, response: Response
    ) -> DisputeReply:
        members = {name: getattr(body, name) for name in DisputeBody.model_fields}
        claim = Claim(id=key, **members | {"evidence": tuple(body.evidence)})
        dispute, created = await disputes.open(caller, claim, granted)
        mark_created(response, created=created)
        return _tagged(dispute, response)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> DisputeReply:
        return _tagged(await disputes.get(caller, key), response)

    @routes.get("", summary="Read a page of those of your contracts")
    async def page(caller: AskedBy, part: Annotated[Window, Depends(_wanted)]) -> PageReply[DisputeReply]:
        return page_reply(await disputes.page(caller, part), _shown)

    @routes.get(
        "/{key}/evidence/{sha256}",
        summary="Read a file of its evidence",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def evidence(key: Key, sha256: Sha256, caller: AskedBy) -> Response:
        return file_answer(await disputes.evidence(caller, key, sha256))


def _add_edges(routes: APIRouter, disputes: Disputes, wake: Callable[[], None]) -> None:
    @routes.post("/{key}/answer", summary="Answer, by the other side", responses=ON_EDGE)
    async def answer(key: Key, body: ReasonBody, caller: AskedBy) -> DisputeReply:
        return _shown(await disputes.decide(caller, key, DisputeState.ANSWERED, body.note))

    @routes.post("/{key}/uphold", summary="Agree: a new revision is computed", responses=ON_EDGE)
    async def uphold(key: Key, body: NoteBody, caller: AskedBy) -> DisputeReply:
        dispute = await disputes.decide(caller, key, DisputeState.UPHELD, body.note)
        wake()
        return _shown(dispute)

    @routes.post("/{key}/reject", summary="Disagree, saying why", responses=ON_EDGE)
    async def reject(key: Key, body: ReasonBody, caller: AskedBy) -> DisputeReply:
        return _shown(await disputes.decide(caller, key, DisputeState.REJECTED, body.note))

    @routes.post("/{key}/withdraw", summary="Take it back, by who opened it", responses=ON_EDGE)
    async def withdraw(key: Key, body: NoteBody, caller: AskedBy) -> DisputeReply:
        return _shown(await disputes.decide(caller, key, DisputeState.WITHDRAWN, body.note))


def _tagged(dispute: Dispute, response: Response) -> DisputeReply:
    mark_tag(response, dispute)
    return _shown(dispute)


def _shown(dispute: Dispute) -> DisputeReply:
    return DisputeReply(**asdict(dispute))
