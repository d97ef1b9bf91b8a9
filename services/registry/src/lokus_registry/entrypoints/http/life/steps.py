"""`/v1/cameras/{id}/life`, and a route for each verb that moves a camera on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lokus_registry.application.life.lives import Lives, ToldLife
from lokus_registry.domain.life.state import LifeState, Verb, verbs_from
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_ONE, ON_TAGGED_EDGE
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key
from lokus_registry.entrypoints.http.bodies import PRINTABLE, Body, Reply

Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=PRINTABLE)
]

_SUMMARIES: Final = {
    Verb.REFUSE: "Refuse it: the owner of the site says why, and the camera is registered again",
    Verb.START_MAINTENANCE: "Begin to work on it, by vendor or owner",
    Verb.END_MAINTENANCE: "End the work on it, by vendor or owner",
    Verb.RETIRE: "Retire it for good: nothing pulls it any more",
}
_WITHOUT_REASON: Final = {
    Verb.PUT_IN_SERVICE: "Put it in service, by the owner of the site: grants reach it from now on",
}


class ReasonBody(Body):
    """Why."""

    reason: Annotated[Reason, Field(examples=["the lens is being cleaned"])]


class MaybeReasonBody(Body):
    """Why, if there is more to say than that it is in order."""

    reason: Reason | None = None


class AcceptBody(Body):
    """Why, and why no acceptance test was passed, if none was."""

    reason: Reason | None = None
    test_waived: Reason | None = Field(
        default=None,
        description="why the camera is accepted without a passed acceptance test; it stands in the history",
    )


class ChangeReply(Reply):
    """One edge; `verb` is also `register`, `change`, `remove`, `check-secrecy` or of a consent.

    A consent's are `give-consent` and `withdraw-consent`.
    """

    before: LifeState | None
    state: LifeState
    verb: str
    by: str = Field(description="the person's subject, or `platform`")
    organisation: str | None
    reason: str | None
    at: datetime


class LifeReply(Reply):
    """Where a camera stands, who put it there, what may follow, and its history, the newest edge first."""

    camera: str
    state: LifeState
    since: datetime
    by: str
    reason: str | None
    consented: bool = Field(description="its partner has consented, or it is no partner's")
    possible: Sequence[Verb] = Field(description="the verbs that lead on from here")
    history: Sequence[ChangeReply]


def router(lives: Lives) -> APIRouter:
    """The routes of lives."""
    routes = APIRouter(prefix="/v1/cameras", tags=["camera life"], responses=ALWAYS)

    @routes.get("/{key}/life", summary="Where it stands, who put it there and why", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy) -> LifeReply:
        return _reply(await lives.get(caller, key))

    @routes.post("/{key}/accept", summary="Accept it, by the owner of the site", responses=ON_TAGGED_EDGE)
    async def accept(
        key: Key, caller: AskedBy, granted: Granted, body: AcceptBody | None = None
    ) -> LifeReply:
        said = body or AcceptBody()
        return _reply(await lives.accept(caller, key, said.reason, said.test_waived, granted))

    for verb, summary in _SUMMARIES.items():
        _add_step(routes, lives, verb, summary)
    for verb, summary in _WITHOUT_REASON.items():
        _add_free_step(routes, lives, verb, summary)
    return routes


def _add_step(routes: APIRouter, lives: Lives, verb: Verb, summary: str) -> None:
    @routes.post(
        f"/{{key}}/{verb}", summary=summary, responses=ON_TAGGED_EDGE, operation_id=f"camera_{_word(verb)}"
    )
    async def take(key: Key, body: ReasonBody, caller: AskedBy, granted: Granted) -> LifeReply:
        return _reply(await lives.take(caller, key, verb, body.reason, granted))


def _add_free_step(routes: APIRouter, lives: Lives, verb: Verb, summary: str) -> None:
    @routes.post(
        f"/{{key}}/{verb}", summary=summary, responses=ON_TAGGED_EDGE, operation_id=f"camera_{_word(verb)}"
    )
    async def take(
        key: Key, caller: AskedBy, granted: Granted, body: MaybeReasonBody | None = None
    ) -> LifeReply:
        return _reply(await lives.take(caller, key, verb, None if body is None else body.reason, granted))


def _word(verb: Verb) -> str:
    return verb.replace("-", "_")


def _reply(told: ToldLife) -> LifeReply:
    life = told.life
    return LifeReply(
        camera=life.camera,
        state=life.state,
        since=life.since,
        by=life.by,
        reason=life.reason,
        consented=life.consented,
        possible=verbs_from(life.state),
        history=[ChangeReply.model_validate(change) for change in told.history],
    )
