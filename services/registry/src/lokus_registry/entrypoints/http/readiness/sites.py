"""`/v1/sites/{id}/readiness` and `/v1/readiness`: how sites stand, and what was found there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field

from lokus_proto.subjects import TOKEN_PATTERN
from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.ports import Window
from lokus_registry.application.readiness.survey import ReadinessSurvey, SiteReadiness, Wanted
from lokus_registry.domain.area import CODE_PATTERN
from lokus_registry.domain.readiness.finding import ItemState, Observation
from lokus_registry.domain.readiness.standard import Rule
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy, Key, Part
from lokus_registry.entrypoints.http.bodies import Body, PageReply, Reply, page_reply
from lokus_registry.entrypoints.http.custody.bodies import Moment, Sentence
from lokus_registry.entrypoints.http.files import FILE_ANSWERS, FileReference, file_answer

_Item = Annotated[str, Path(pattern=TOKEN_PATTERN, description="the key of an item of a standard")]


class FindingBody(Body):
    """What somebody found for an item at a site."""

    fulfilled: bool
    observed_at: Moment
    note: Sentence | None = None
    evidence: FileReference | None = None
    expires_at: Moment | None = None

    def observation(self) -> Observation:
        """As the domain has it."""
        return Observation(**self.model_dump())


class FindingReply(Reply):
    """The newest finding: who, when, with which evidence."""

    fulfilled: bool
    note: str | None
    evidence: str | None
    observed_at: datetime
    expires_at: datetime | None
    by: str
    organisation: str
    recorded_at: datetime


class ItemReply(Reply):
    """How an item stands."""

    standard: str
    key: str
    name: str
    rule: Rule
    required: bool
    state: ItemState
    finding: FindingReply | None
    expires_at: datetime | None = Field(description="the earlier of what the finding and the standard says")
    unseen: Sequence[str] = Field(description="zones without a camera in service that delivers now")


class SiteReadinessReply(Reply):
    """A site, and how the items stand that are asked of it."""

    site: str
    name: str
    kind: SiteKind
    owner: str
    area: str
    items: Sequence[ItemReply]


class WholeReadinessReply(SiteReadinessReply):
    """The same, of all items."""

    ready: bool = Field(description="something is asked of it, and all that is required is met")


def _members(found: SiteReadiness) -> dict[str, object]:
    site = found.site
    items = [
        {name: getattr(each.item, name) for name in ("key", "name", "rule", "required")}
        | {name: getattr(each, name) for name in ("standard", "state", "finding", "expires_at", "unseen")}
        for each in found.items
    ]
    named = {"site": site.id, "name": site.name, "kind": site.kind, "owner": site.owner, "area": site.area}
    return named | {"items": items}


def _whole(found: SiteReadiness) -> WholeReadinessReply:
    return WholeReadinessReply.model_validate(_members(found) | {"ready": found.is_ready})


def _part(found: SiteReadiness) -> SiteReadinessReply:
    return SiteReadinessReply.model_validate(_members(found))


def _sites(
    part: Part,
    kind: SiteKind | None = None,
    area: Annotated[str | None, Query(pattern=CODE_PATTERN, description="and all within it")] = None,
    owner: Annotated[str | None, Query(pattern=TOKEN_PATTERN)] = None,
) -> Window:
    return part.narrowed(kind=kind, area=area, owner=owner)


def _items(
    item: Annotated[str | None, Query(pattern=TOKEN_PATTERN)] = None, state: ItemState | None = None
) -> Wanted:
    return Wanted(item, state)


def router(survey: ReadinessSurvey) -> APIRouter:
    """The routes of readiness."""
    routes = APIRouter(prefix="/v1", tags=["readiness"], responses=ALWAYS)

    @routes.put("/sites/{key}/readiness/{item}", summary="Record what was found", responses=ON_EDGE)
    async def record(key: Key, item: _Item, body: FindingBody, caller: AskedBy) -> WholeReadinessReply:
        return _whole(await survey.record(caller, key, item, body.observation()))

    @routes.get("/sites/{key}/readiness", summary="How one site stands", responses=ON_ONE)
    async def site(key: Key, caller: AskedBy) -> WholeReadinessReply:
        return _whole(await survey.site(caller, key))

    @routes.get(
        "/sites/{key}/readiness/{item}/evidence",
        summary="Read the evidence of the newest finding",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def evidence(key: Key, item: _Item, caller: AskedBy) -> Response:
        return file_answer(await survey.evidence(caller, key, item))

    @routes.get(
        "/readiness",
        summary="What is asked of sites, and how it stands",
        description="A page looks at `limit` sites and shows those with items that are asked for: it may be "
        "short, or empty, while `next` goes on.",
    )
    async def page(
        caller: AskedBy,
        sites: Annotated[Window, Depends(_sites)],
        wanted: Annotated[Wanted, Depends(_items)],
    ) -> PageReply[SiteReadinessReply]:
        return page_reply(await survey.page(caller, sites, wanted), _part)

    return routes
