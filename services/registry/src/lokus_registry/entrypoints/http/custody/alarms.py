"""`/v1/alarms`."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from lokus_proto.subjects import TOKEN_PATTERN
from lokus_proto.v1.alarm import AlarmKind
from lokus_registry.application.custody.alarms import Alarms
from lokus_registry.application.custody.ports import AlarmFilter
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE
from lokus_registry.entrypoints.http.asking import AskedBy, Part
from lokus_registry.entrypoints.http.bodies import Body, PageReply, Reply, page_reply
from lokus_registry.entrypoints.http.custody.bodies import Moment, Sentence

_AlarmKey = Annotated[str, Path(pattern=TOKEN_PATTERN, description="as the list and the bus name it")]


class AcknowledgementBody(Body):
    """An answer for an alarm."""

    note: Sentence | None = None


class AlarmReply(Reply):
    """Something that is or was wrong; open while `ended_at` is null."""

    id: str
    kind: AlarmKind
    site: str
    thing: str = Field(description="what it is about, below /v1", examples=["shipments/logistik-menteng"])
    cause: str = Field(description="at most one alarm is open for a cause", examples=["legs/tps-012/counts"])
    detail: str = Field(description="what was wrong when it was raised")
    parties: Sequence[str] = Field(description="organisations concerned, beside the owner of the site")
    raised_at: Moment
    ended_at: Moment | None
    acknowledged_at: Moment | None
    acknowledged_by: str | None
    note: str | None


async def _asked(
    kind: AlarmKind | None = None,
    site: Annotated[str | None, Query(pattern=TOKEN_PATTERN)] = None,
    open: Annotated[bool | None, Query(description="true: not ended; false: ended")] = None,  # noqa: A002
    since: Annotated[Moment | None, Query(alias="from", description="raised at or after")] = None,
) -> AlarmFilter:
    return AlarmFilter(kind, site, open, since)


def router(alarms: Alarms) -> APIRouter:
    """The routes of alarms."""
    routes = APIRouter(prefix="/v1/alarms", tags=["alarms"], responses=ALWAYS)

    @routes.get("", summary="Read a page of those that concern you, the newest first")
    async def page(
        caller: AskedBy, part: Part, which: Annotated[AlarmFilter, Depends(_asked)]
    ) -> PageReply[AlarmReply]:
        return page_reply(await alarms.page(caller, part, which), AlarmReply.model_validate)

    @routes.post("/{key}/acknowledge", summary="Answer for one; the first answer stands", responses=ON_EDGE)
    async def acknowledge(key: _AlarmKey, body: AcknowledgementBody, caller: AskedBy) -> AlarmReply:
        return AlarmReply.model_validate(await alarms.acknowledge(caller, key, body.note))

    return routes
