"""`/v1/imports`: many rows as one job. The body is the file itself: CSV, NDJSON or GeoJSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import Field
from starlette.requests import ClientDisconnect

from lokus_kit.errors import BadInput, UnsupportedMedia
from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.imports.imports import Imports
from lokus_registry.domain.imports.job import (
    Import,
    ImportCollection,
    ImportFormat,
    ImportMode,
    ImportState,
    Order,
)
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE, ON_UPLOAD
from lokus_registry.entrypoints.http.asking import AskedBy, Key, Part
from lokus_registry.entrypoints.http.bodies import PageReply, Reply, page_reply

_BOUNDARIES: Final = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "31.71"}, '
    '"geometry": {"type": "Polygon", '
    '"coordinates": [[[106.8, -6.2], [106.9, -6.2], [106.9, -6.1], [106.8, -6.2]]]}}]}\n'
)
_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "the rows: members of the collection's PUT, and `id`; boundaries as a "
        "FeatureCollection, each with the code of its area as property `code` or `kode`, or as `id`",
        "content": {
            ImportFormat.CSV: {
                "schema": {"type": "string"},
                "example": "id,name,kind,site,private\ntps-1-hall,Ruang,polling_room,tps-1,false\n",
            },
            ImportFormat.NDJSON: {
                "schema": {"type": "string"},
                "example": '{"id": "kpu-dki", "name": "KPU DKI Jakarta", "kind": "election_commission"}\n',
            },
            ImportFormat.GEO_JSON: {"schema": {"type": "string"}, "example": _BOUNDARIES},
        },
    }
}


class ImportReply(Reply):
    """An import and how far it has come."""

    id: str = Field(examples=["20261122t090500-000000-3fa9c1"])
    collection: ImportCollection
    mode: ImportMode
    dry_run: bool = Field(description="nothing is written; the counts say what would be")
    election: str | None = Field(description="whose polling stations they are")
    state: ImportState
    by: str = Field(description="who sent it, with whose rights its rows are taken")
    organisation: str
    size_bytes: int
    read_bytes: int
    rows: int
    created: int
    updated: int
    unchanged: int
    failed: int
    submitted_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    reason: str | None = Field(description="why it failed, or who cancelled it")


class RowErrorReply(Reply):
    """Why a row was refused; a row may have several errors."""

    line: int = Field(description="of the file, the first being 1")
    member: str | None = Field(
        description="the member at fault, in GeoJSON as `features.12.geometry`; null: the row as a whole"
    )
    detail: str


class ErrorPageReply(Reply):
    """Some errors in the order of the file."""

    items: Sequence[RowErrorReply]
    next: int | None = Field(description="send it as `after` for the next page; null at the end")


def router(imports: Imports) -> APIRouter:
    """The routes of imports."""
    routes = APIRouter(prefix="/v1/imports", tags=["imports"], responses=ALWAYS)

    @routes.post(
        "",
        summary="Import a file of rows",
        status_code=status.HTTP_202_ACCEPTED,
        responses=ON_UPLOAD,
        openapi_extra=_FILE,
    )
    async def submit(
        request: Request,
        response: Response,
        caller: AskedBy,
        collection: ImportCollection,
        mode: Annotated[
            ImportMode, Query(description="`update` changes the given members of what is there")
        ] = ImportMode.UPSERT,
        election: Annotated[
            str | None, Query(pattern=TOKEN_PATTERN, description="of polling stations, and only of these")
        ] = None,
        dry_run: Annotated[bool, Query(description="check the rows, write nothing")] = False,  # noqa: FBT002
    ) -> ImportReply:
        order = Order(collection, mode, _format(request), dry_run, election)
        try:
            job = await imports.submit(caller, order, request.stream())
        except ClientDisconnect as error:
            raise BadInput("the body did not come whole: send it again") from error
        response.headers["Location"] = f"/v1/imports/{job.id}"
        return _reply(job)

    @routes.get("", summary="Read a page of those of your organisation, the newest first")
    async def page(caller: AskedBy, part: Part) -> PageReply[ImportReply]:
        return page_reply(await imports.page(caller, part), _reply)

    @routes.get("/{key}", summary="Read how far one has come", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy) -> ImportReply:
        return _reply(await imports.get(caller, key))

    @routes.get("/{key}/errors", summary="Read a page of the rows that were refused", responses=ON_ONE)
    async def errors(
        key: Key,
        caller: AskedBy,
        limit: Annotated[int, Query(ge=1, le=1000, description="errors at most")] = 100,
        after: Annotated[int, Query(ge=0, le=2**31 - 1, description="`next` of the page before")] = 0,
    ) -> ErrorPageReply:
        return ErrorPageReply.model_validate(await imports.errors(caller, key, limit, after))

    @routes.post("/{key}/cancel", summary="Cancel; what was taken stays", responses=ON_EDGE)
    async def cancel(key: Key, caller: AskedBy) -> ImportReply:
        return _reply(await imports.cancel(caller, key))

    return routes


def _format(request: Request) -> ImportFormat:
    told = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        return ImportFormat(told)
    except ValueError:
        known = ", ".join(ImportFormat)
        raise UnsupportedMedia(f"Content-Type: {known} is read here") from None


def _reply(job: Import) -> ImportReply:
    return ImportReply(
        id=job.id,
        collection=job.order.collection,
        mode=job.order.mode,
        dry_run=job.order.dry_run,
        election=job.order.election,
        state=job.state,
        by=job.caller.subject,
        organisation=job.caller.organisation,
        size_bytes=job.size_bytes,
        read_bytes=job.place.offset,
        rows=job.counts.rows,
        created=job.counts.created,
        updated=job.counts.updated,
        unchanged=job.counts.unchanged,
        failed=job.counts.failed,
        submitted_at=job.submitted_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        reason=job.reason,
    )
