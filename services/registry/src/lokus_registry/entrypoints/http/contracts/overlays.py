"""`/v1/maintenance-windows` and `/v1/exclusions`: asked for by the vendor, answered by the buyer."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from lokus_proto.envelope import Token
from lokus_registry.application.contracts.overlays import Overlays
from lokus_registry.application.ports import Window
from lokus_registry.domain.area import CODE_PATTERN
from lokus_registry.domain.contracts.overlay import (
    CameraLocus,
    Exclusion,
    ExclusionKind,
    MaintenanceWindow,
    Overlay,
    OverlayState,
)
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_EDGE,
    ON_ONE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key, Part
from lokus_registry.entrypoints.http.bodies import Body, PageReply, page_reply
from lokus_registry.entrypoints.http.custody.bodies import Moment, Sentence
from lokus_registry.entrypoints.http.files import FILE_ANSWERS, FileReference, Sha256, file_answer

_MOST = 1000
_Code = Annotated[str, Field(pattern=CODE_PATTERN)]
O = TypeVar("O", bound=Overlay)  # noqa: E741 (an overlay)


class OverlayBody(BaseModel):
    """Which time of which cameras, and why; name cameras, sites or areas."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    contract: Token
    starts_at: Moment = Field(alias="from")
    ends_at: Moment = Field(alias="to")
    cameras: Sequence[Token] = Field(default=(), max_length=_MOST)
    sites: Sequence[Token] = Field(default=(), max_length=_MOST)
    areas: Sequence[_Code] = Field(default=(), max_length=_MOST, description="and all within them")
    why: Annotated[Sentence, Field(examples=["Penggantian switch kelurahan"])]

    def asked(self, key: str, by: str, at: datetime) -> dict[str, Any]:
        """The members of an overlay that somebody asks for."""
        locus = CameraLocus(tuple(self.cameras), tuple(self.sites), tuple(self.areas))
        return {
            "id": key,
            "contract": self.contract,
            "locus": locus,
            "why": self.why,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "asked_by": by,
            "asked_at": at,
        }


class ExclusionBody(OverlayBody):
    """Time that the vendor does not answer for, with the evidence."""

    kind: ExclusionKind
    evidence: Sequence[FileReference] = Field(default=(), max_length=20)


class NoteBody(Body):
    """A word to an answer that may go without one."""

    note: Sentence | None = None


class ReasonBody(Body):
    """Why not."""

    note: Sentence


class OverlayReply(BaseModel):
    """What was asked, by whom, and what was answered."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, populate_by_name=True, extra="ignore")

    id: str
    contract: str
    starts_at: Moment = Field(alias="from")
    ends_at: Moment = Field(alias="to")
    cameras: Sequence[str]
    sites: Sequence[str]
    areas: Sequence[str]
    why: str
    state: OverlayState
    asked_by: str
    asked_at: Moment
    answered_by: str | None
    answered_at: Moment | None
    note: str | None
    kind: ExclusionKind | None = Field(default=None, description="of exclusions alone")
    evidence: Sequence[str] = Field(default=(), description="of exclusions alone")


async def _wanted(
    part: Part, contract: Annotated[Token | None, Query()] = None, state: OverlayState | None = None
) -> Window:
    return part.narrowed(contract=contract, state=state)


def windows_router(windows: Overlays[MaintenanceWindow]) -> APIRouter:
    """The routes of maintenance windows."""
    routes = APIRouter(prefix="/v1/maintenance-windows", tags=["maintenance-windows"], responses=ALWAYS)

    @routes.put(
        "/{key}", summary="Plan, by the vendor, before it begins", responses=put_answers(OverlayReply)
    )
    async def put(
        key: Key, body: OverlayBody, caller: AskedBy, granted: Granted, response: Response
    ) -> OverlayReply:
        def make(by: str, at: datetime) -> MaintenanceWindow:
            return MaintenanceWindow(state=OverlayState.PLANNED, **body.asked(key, by, at))

        window, created = await windows.put(caller, make, granted)
        mark_created(response, created=created)
        return _tagged(window, response)

    _add_reading(routes, windows)
    _add_answers(
        routes, windows, accept=("agree", OverlayState.AGREED), refuse=("refuse", OverlayState.REFUSED)
    )
    return routes


def exclusions_router(exclusions: Overlays[Exclusion]) -> APIRouter:
    """The routes of exclusions."""
    routes = APIRouter(prefix="/v1/exclusions", tags=["exclusions"], responses=ALWAYS)

    @routes.put("/{key}", summary="Claim, by the vendor", responses=put_answers(OverlayReply))
    async def put(
        key: Key, body: ExclusionBody, caller: AskedBy, granted: Granted, response: Response
    ) -> OverlayReply:
        def make(by: str, at: datetime) -> Exclusion:
            members = body.asked(key, by, at) | {"kind": body.kind, "evidence": tuple(body.evidence)}
            return Exclusion(state=OverlayState.CLAIMED, **members)

        exclusion, created = await exclusions.put(caller, make, granted)
        mark_created(response, created=created)
        return _tagged(exclusion, response)

    @routes.get(
        "/{key}/evidence/{sha256}",
        summary="Read a file of its evidence",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def evidence(key: Key, sha256: Sha256, caller: AskedBy) -> Response:
        return file_answer(await exclusions.evidence(caller, key, sha256))

    _add_reading(routes, exclusions)
    _add_answers(
        routes,
        exclusions,
        accept=("approve", OverlayState.APPROVED),
        refuse=("reject", OverlayState.REJECTED),
    )
    return routes


def _add_reading(routes: APIRouter, overlays: Overlays[O]) -> None:
    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> OverlayReply:
        return _tagged(await overlays.get(caller, key), response)

    @routes.get("", summary="Read a page of those of your side")
    async def page(caller: AskedBy, part: Annotated[Window, Depends(_wanted)]) -> PageReply[OverlayReply]:
        return page_reply(await overlays.page(caller, part), _shown)


def _add_answers(
    routes: APIRouter,
    overlays: Overlays[O],
    *,
    accept: tuple[str, OverlayState],
    refuse: tuple[str, OverlayState],
) -> None:
    """The edges, each a verb and the state that it leads to."""

    @routes.post(f"/{{key}}/{accept[0]}", summary="Accept, by the buyer", responses=ON_EDGE)
    async def accepted(key: Key, body: NoteBody, caller: AskedBy, response: Response) -> OverlayReply:
        return _tagged(await overlays.answer(caller, key, accept[1], body.note), response)

    @routes.post(f"/{{key}}/{refuse[0]}", summary="Refuse, by the buyer, saying why", responses=ON_EDGE)
    async def refused(key: Key, body: ReasonBody, caller: AskedBy, response: Response) -> OverlayReply:
        return _tagged(await overlays.answer(caller, key, refuse[1], body.note), response)

    @routes.post("/{key}/withdraw", summary="Take it back, by the vendor", responses=ON_EDGE)
    async def withdrawn(key: Key, body: NoteBody, caller: AskedBy, response: Response) -> OverlayReply:
        return _tagged(await overlays.answer(caller, key, OverlayState.WITHDRAWN, body.note), response)


def _tagged(overlay: Overlay, response: Response) -> OverlayReply:
    mark_tag(response, overlay)
    return _shown(overlay)


def _shown(overlay: Overlay) -> OverlayReply:
    members = asdict(overlay)
    locus = members.pop("locus")
    return OverlayReply(**members | locus | {"note": members.pop("answer")})
