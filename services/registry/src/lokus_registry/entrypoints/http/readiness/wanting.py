"""`/v1/readiness`: what is wanting at many sites as JSON or to print, or all of it as CSV."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from lokus_proto.subjects import TOKEN_PATTERN
from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.readiness.wanting import ReadinessReport, WantingSurvey
from lokus_registry.domain.area import CODE_PATTERN, AreaLevel
from lokus_registry.domain.readiness.finding import ItemState
from lokus_registry.domain.readiness.wanted import Wanted
from lokus_registry.entrypoints.http.answers import ALWAYS
from lokus_registry.entrypoints.http.asking import AskedBy, Part
from lokus_registry.entrypoints.http.bodies import Reply
from lokus_registry.entrypoints.http.forms import AskedForm, AskedLanguage, Form, form_headers, in_forms
from lokus_registry.entrypoints.http.readiness.printed import printed
from lokus_registry.entrypoints.http.readiness.replies import SiteReadinessReply, members
from lokus_registry.entrypoints.http.readiness.sheet import sheet


class AreaReadinessReply(Reply):
    """How many items stand how at the sites of an area, the `state` asked for notwithstanding."""

    area: str = Field(examples=["31.71.01"])
    name: str
    sites: int = Field(description="of which any of these items is asked")
    met: int
    gap: int
    expired: int
    missing: int


class ReadinessReportReply(Reply):
    """Totals by area, and a part of the sites in the order of ids, as they are at that moment."""

    at: datetime
    totals: Sequence[AreaReadinessReply]
    items: Sequence[SiteReadinessReply]
    next: str | None = Field(description="send it as `after` for the next page; null at the end")


async def _wanted(
    kind: SiteKind | None = None,
    area: Annotated[
        str | None, Query(pattern=CODE_PATTERN, description="this area and all within it")
    ] = None,
    owner: Annotated[str | None, Query(pattern=TOKEN_PATTERN)] = None,
    item: Annotated[str | None, Query(pattern=TOKEN_PATTERN)] = None,
    state: Annotated[ItemState | None, Query(description="narrows the sites, not the totals")] = None,
    required: Annotated[bool | None, Query(description="only items that are, or are not")] = None,
) -> Wanted:
    return Wanted(kind, area, owner, item, state, required)


def router(survey: WantingSurvey) -> APIRouter:
    """The route of the survey of readiness."""
    routes = APIRouter(prefix="/v1/readiness", tags=["readiness"], responses=ALWAYS)

    @routes.get(
        "",
        summary="What is asked of sites, and how it stands",
        description="By `Accept`: JSON, `text/html` to print (both a page), or `text/csv` (all sites). Sites "
        "are shown with those of their items that are asked for, and not without.",
        responses=in_forms(ReadinessReportReply),
    )
    async def look(
        caller: AskedBy,
        wanted: Annotated[Wanted, Depends(_wanted)],
        part: Part,
        form: AskedForm,
        language: AskedLanguage,
        by: AreaLevel = AreaLevel.DISTRICT,
    ) -> Response:
        headers = form_headers(form, "readiness")
        if form is Form.CSV:
            parts = survey.every(caller.tenant, await survey.outlook(caller), wanted)
            return StreamingResponse(sheet(parts), media_type=form, headers=headers)
        report = await survey.page(caller, wanted, by, part)
        told = _json(report) if form is Form.JSON else printed(report, language)
        return Response(told, media_type=form, headers=headers)

    return routes


def _json(report: ReadinessReport) -> str:
    return ReadinessReportReply(
        at=report.at,
        totals=[AreaReadinessReply.model_validate(each) for each in report.totals],
        items=[SiteReadinessReply.model_validate(members(each)) for each in report.sites],
        next=report.next,
    ).model_dump_json()
