"""`/v1/cameras/{id}/consent`: a partner's own, to give and to take back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from lokus_registry.application.life.consents import Consents
from lokus_registry.domain.life.consent import Consent
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy, Key
from lokus_registry.entrypoints.http.bodies import Body, Reply
from lokus_registry.entrypoints.http.files import FILE_ANSWERS, FileReference, Sha256, file_answer
from lokus_registry.entrypoints.http.life.steps import ReasonBody

_Terms = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=4000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
    ),
]


class ConsentBody(Body):
    """What the camera is offered for, and the signed letter, if there is one."""

    terms: Annotated[_Terms, Field(examples=["Live view for the police until the recapitulation ends."])]
    letter: FileReference | None = None


class ConsentReply(Reply):
    """One consent; the withdrawal's members are null while it is in force."""

    terms: str
    letter: str | None
    given_at: datetime
    by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawal_reason: str | None


class ConsentsReply(Reply):
    """All consents to a camera, the newest first; `in_force` tells of the newest."""

    in_force: bool
    consents: Sequence[ConsentReply]


def router(consents: Consents) -> APIRouter:
    """The routes of consents."""
    routes = APIRouter(prefix="/v1/cameras/{key}/consent", tags=["camera life"], responses=ALWAYS)

    @routes.put("", summary="Consent to its use, by the partner whose site it is at", responses=ON_EDGE)
    async def give(key: Key, body: ConsentBody, caller: AskedBy) -> ConsentReply:
        return ConsentReply.model_validate(await consents.give(caller, key, body.terms, body.letter))

    @routes.get("", summary="Read the consents to it, the newest first", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy) -> ConsentsReply:
        return _reply(await consents.get(caller, key))

    @routes.post(
        "/withdraw",
        summary="Take the consent back, at once: nobody sees the camera, nothing pulls it",
        responses=ON_EDGE,
    )
    async def withdraw(key: Key, body: ReasonBody, caller: AskedBy) -> ConsentsReply:
        return _reply(await consents.withdraw(caller, key, body.reason))

    @routes.get(
        "/letters/{sha256}",
        summary="Read the letter of a consent",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def letter(key: Key, sha256: Sha256, caller: AskedBy) -> Response:
        return file_answer(await consents.letter(caller, key, sha256))

    return routes


def _reply(found: Sequence[Consent]) -> ConsentsReply:
    return ConsentsReply(
        in_force=bool(found) and found[0].in_force,
        consents=[ConsentReply.model_validate(each) for each in found],
    )
