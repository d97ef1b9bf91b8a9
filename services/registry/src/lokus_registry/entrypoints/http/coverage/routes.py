"""`/v1/coverage`: totals by area and a page of sites as JSON or to print, or all sites as CSV."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.coverage.survey import CoverageSurvey
from lokus_registry.domain.area import CODE_PATTERN, AreaLevel
from lokus_registry.domain.coverage import Coverage, Survey, SurveyFilter
from lokus_registry.entrypoints.http.answers import ALWAYS
from lokus_registry.entrypoints.http.asking import AnId, AskedBy, Part
from lokus_registry.entrypoints.http.bodies import Reply
from lokus_registry.entrypoints.http.coverage.printed import printed
from lokus_registry.entrypoints.http.coverage.sheet import sheet
from lokus_registry.entrypoints.http.forms import AskedForm, AskedLanguage, Form, form_headers, in_forms


class AreaReply(Reply):
    """How many sites of an area are in each state, the `state` asked for notwithstanding."""

    area: str = Field(examples=["31.71.01"])
    name: str
    sites: int
    delivering: int = Field(description="a camera in service delivers now")
    not_delivering: int = Field(description="has cameras in service, none of which delivers")
    none: int = Field(description="has no camera in service")


class SiteReply(Reply):
    """A site, and how many of its cameras are in service and deliver now."""

    id: str
    name: str
    kind: SiteKind
    owner: str
    area: str
    area_name: str
    state: Coverage
    cameras: int = Field(description="in service")
    delivering: int


class SurveyReply(Reply):
    """Totals by area, and a part of the sites in the order of ids, as they are at that moment."""

    at: datetime
    totals: Sequence[AreaReply]
    items: Sequence[SiteReply]
    next: str | None = Field(description="send it as `after` for the next page; null at the end")


async def _wanted(
    kind: SiteKind | None = None,
    area: Annotated[
        str | None, Query(pattern=CODE_PATTERN, description="this area and all within it")
    ] = None,
    election: Annotated[AnId | None, Query(description="whose polling stations vote there")] = None,
    state: Annotated[Coverage | None, Query(description="narrows the sites, not the totals")] = None,
) -> SurveyFilter:
    return SurveyFilter(kind, area, election, state)


def router(survey: CoverageSurvey) -> APIRouter:
    """The route of the survey."""
    routes = APIRouter(prefix="/v1/coverage", tags=["coverage"], responses=ALWAYS)

    @routes.get(
        "",
        summary="Which sites are seen now, which are not, and which have no camera",
        description="By `Accept`: JSON, `text/html` to print (both a page), or `text/csv` (all sites).",
        responses=in_forms(SurveyReply),
    )
    async def look(
        caller: AskedBy,
        wanted: Annotated[SurveyFilter, Depends(_wanted)],
        part: Part,
        form: AskedForm,
        language: AskedLanguage,
        by: AreaLevel = AreaLevel.DISTRICT,
    ) -> Response:
        headers = form_headers(form, "coverage")
        if form is Form.CSV:
            lines = await run_in_threadpool(sheet, await survey.export(caller, wanted))
            return Response(lines, media_type=form, headers=headers)
        found = await survey.page(caller, wanted, by, part)
        told = _json(found) if form is Form.JSON else printed(found, language)
        return Response(told, media_type=form, headers=headers)

    return routes


def _json(survey: Survey) -> str:
    return SurveyReply(
        at=survey.at,
        totals=[AreaReply.model_validate(each) for each in survey.totals],
        items=[SiteReply.model_validate(each) for each in survey.sites],
        next=survey.next,
    ).model_dump_json()
