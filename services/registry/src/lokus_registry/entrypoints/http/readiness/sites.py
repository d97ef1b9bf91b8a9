"""`/v1/sites/{id}/readiness`: how one site stands, and what was found there."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.readiness.survey import ReadinessSurvey
from lokus_registry.domain.readiness.finding import Observation
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy, Key
from lokus_registry.entrypoints.http.bodies import Body
from lokus_registry.entrypoints.http.custody.bodies import Moment, Sentence
from lokus_registry.entrypoints.http.exact import Flag
from lokus_registry.entrypoints.http.files import FILE_ANSWERS, FileReference, file_answer
from lokus_registry.entrypoints.http.readiness.replies import (
    HistoryReply,
    WholeReadinessReply,
    history_reply,
    whole,
)

MAX_NUMBER = 2**31 - 1
_Item = Annotated[str, Path(pattern=TOKEN_PATTERN, description="the key of an item of a standard")]


class FindingBody(Body):
    """What somebody found for an item at a site."""

    fulfilled: Flag
    observed_at: Moment
    note: Sentence | None = None
    evidence: FileReference | None = None
    expires_at: Moment | None = None

    def observation(self) -> Observation:
        """As the domain has it."""
        return Observation(**self.model_dump())


def router(survey: ReadinessSurvey) -> APIRouter:
    """The routes of readiness."""
    routes = APIRouter(prefix="/v1", tags=["readiness"], responses=ALWAYS)

    @routes.put("/sites/{key}/readiness/{item}", summary="Record what was found", responses=ON_EDGE)
    async def record(key: Key, item: _Item, body: FindingBody, caller: AskedBy) -> WholeReadinessReply:
        return whole(await survey.record(caller, key, item, body.observation()))

    @routes.get("/sites/{key}/readiness", summary="How one site stands", responses=ON_ONE)
    async def site(key: Key, caller: AskedBy) -> WholeReadinessReply:
        return whole(await survey.site(caller, key))

    @routes.get(
        "/sites/{key}/readiness/{item}/evidence",
        summary="Read the evidence of the newest finding",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def evidence(key: Key, item: _Item, caller: AskedBy) -> Response:
        return file_answer(await survey.evidence(caller, key, item))

    @routes.get("/sites/{key}/readiness/{item}", summary="What was ever recorded", responses=ON_ONE)
    async def history(
        key: Key,
        item: _Item,
        caller: AskedBy,
        limit: Annotated[int, Query(ge=1, le=1000, description="items at most")] = 100,
        behind: Annotated[
            int | None, Query(ge=1, le=MAX_NUMBER, description="`next` of the page before")
        ] = None,
    ) -> HistoryReply:
        return history_reply(await survey.history(caller, key, item, behind, limit + 1), limit)

    return routes
