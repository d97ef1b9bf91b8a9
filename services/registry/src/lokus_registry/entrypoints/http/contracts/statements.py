"""`/v1/statements`: their states, lines, documents and signatures."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Path, Query, Response, status
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import Field

from lokus_proto.envelope import Token
from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.contracts.printing import Printing
from lokus_registry.application.contracts.statement_ports import ShownLine
from lokus_registry.application.contracts.statements import LineEvidence, Statements
from lokus_registry.application.ports import Window
from lokus_registry.domain.contracts.account import Piece
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.period import MONTH_PATTERN, moment, month_of
from lokus_registry.domain.contracts.statement import Statement, StatementState
from lokus_registry.domain.contracts.statement_page import shown_share
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy, Key, Part
from lokus_registry.entrypoints.http.bodies import Body, PageReply, Reply, page_reply
from lokus_registry.entrypoints.http.custody.bodies import Moment

StatementKey = Annotated[
    str, Path(pattern=TOKEN_PATTERN, description="as the answer to the request names it")
]
_CameraKey = Annotated[str, Path(pattern=TOKEN_PATTERN, description="a camera")]
_Month = Annotated[str, Field(pattern=MONTH_PATTERN, examples=["2024-02"])]
_Accept = Annotated[
    str, Header(max_length=1000, description="application/json, application/x-ndjson, text/csv, text/html")
]
_KINDS: Final = ("application/json", "application/x-ndjson", "text/csv", "text/html")


class StatementBody(Body):
    """Which month, of Jakarta."""

    month: _Month


class SignatureBody(Body):
    """What is signed: the digest that the signer has read."""

    digest: str = Field(pattern=r"^[0-9a-f]{64}$")


class StatementReply(Reply):
    """A statement; `totals` and `digest` are null until it is computed."""

    id: str
    contract: str
    month: str
    revision: int
    preview: bool = Field(description="of a month that is not over: cannot be signed")
    state: StatementState
    requested_by: str
    requested_at: Moment
    finished_at: Moment | None
    totals: Mapping[str, Any] | None = Field(description="sums of all lines; `ms` by what time counts as")
    digest: str | None = Field(description="SHA-256 of the document, Accept: application/x-ndjson")
    buyer_signed_by: str | None
    buyer_signed_at: Moment | None
    vendor_signed_by: str | None
    vendor_signed_at: Moment | None


class LineReply(Reply):
    """What a statement says of a camera; availability is null where nothing was measured."""

    id: str = Field(description="the camera")
    availability: float | None
    outages: int
    late_outages: int
    fee: int
    credit: int


class PieceReply(Reply):
    """Part of a month: what was measured, what it counts as, and what says so when that differs."""

    start: Moment = Field(serialization_alias="from")
    end: Moment = Field(serialization_alias="to")
    counts: Counts
    measured: DeliveryState
    reason: str | None
    why: str | None


class EvidenceReply(Reply):
    """A line of the document, and each part of the camera's month as it was counted."""

    line: Mapping[str, Any]
    pieces: Sequence[PieceReply]


async def _wanted(
    part: Part,
    contract: Annotated[Token | None, Query()] = None,
    month: Annotated[str | None, Query(pattern=MONTH_PATTERN)] = None,
    state: StatementState | None = None,
) -> Window:
    return part.narrowed(contract=contract, month=month_of(month) if month else None, state=state)


def router(statements: Statements, printing: Printing, wake: Callable[[], None]) -> APIRouter:
    """The routes of statements; `wake` tells that one waits to be computed."""
    routes = APIRouter(prefix="/v1", tags=["statements"], responses=ALWAYS)
    _add_request(routes, statements, wake)
    _add_whole(routes, printing, statements)
    _add_lines(routes, statements)
    return routes


def _add_request(routes: APIRouter, statements: Statements, wake: Callable[[], None]) -> None:
    @routes.post(
        "/contracts/{key}/statements",
        summary="Have a month computed, as a new revision",
        status_code=status.HTTP_202_ACCEPTED,
        responses=ON_EDGE,
    )
    async def request(key: Key, body: StatementBody, caller: AskedBy, response: Response) -> StatementReply:
        statement = await statements.request(caller, key, month_of(body.month))
        wake()
        response.headers["Location"] = f"/v1/statements/{statement.id}"
        return shown_statement(statement)

    @routes.get("/statements", summary="Read a page of those of your side")
    async def page(caller: AskedBy, part: Annotated[Window, Depends(_wanted)]) -> PageReply[StatementReply]:
        return page_reply(await statements.page(caller, part), shown_statement)

    @routes.post("/statements/{key}/sign", summary="Sign for your side", responses=ON_EDGE)
    async def sign(key: StatementKey, body: SignatureBody, caller: AskedBy) -> StatementReply:
        return shown_statement(await statements.sign(caller, key, body.digest))


def _add_whole(routes: APIRouter, printing: Printing, statements: Statements) -> None:
    contents: dict[str, Any] = {kind: {"schema": {"type": "string"}} for kind in _KINDS[1:]}

    @routes.get(
        "/statements/{key}",
        summary="Read one: as JSON, as its document, as CSV, or as a page to print",
        response_model=StatementReply,
        responses={200: {"description": "By Accept", "content": contents}, **ON_EDGE},
    )
    async def get(key: StatementKey, caller: AskedBy, accept: _Accept = "application/json") -> Response:
        kind = _chosen(accept)
        if kind == "application/json":
            found = shown_statement(await statements.get(caller, key))
            return JSONResponse(found.model_dump(mode="json"))
        statement = await printing.computed(caller, key)
        writers: dict[str, Callable[[str, Statement], AsyncIterator[str]]] = {
            "application/x-ndjson": printing.document,
            "text/csv": printing.table,
            "text/html": printing.page,
        }
        safe = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        }
        return StreamingResponse(writers[kind](caller.tenant, statement), media_type=kind, headers=safe)


def _add_lines(routes: APIRouter, statements: Statements) -> None:
    @routes.get("/statements/{key}/lines", summary="Read a page of its lines", responses=ON_ONE)
    async def lines(key: StatementKey, caller: AskedBy, part: Part) -> PageReply[LineReply]:
        return page_reply(await statements.lines(caller, key, part), _line)

    @routes.get(
        "/statements/{key}/lines/{camera}",
        summary="Read the evidence behind a camera's line: every part of its month",
        responses=ON_ONE,
    )
    async def line(key: StatementKey, camera: _CameraKey, caller: AskedBy) -> EvidenceReply:
        return _evidence(await statements.line(caller, key, camera))


def shown_statement(statement: Statement) -> StatementReply:
    """As it is answered."""
    members = {name: getattr(statement, name) for name in StatementReply.model_fields}
    return StatementReply(**members | {"month": f"{statement.month:%Y-%m}"})


def _chosen(accept: str) -> str:
    """The first kind of ours that the header names; JSON when it names none."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return next((kind for kind in named if kind in _KINDS), _KINDS[0])


def _line(line: ShownLine) -> LineReply:
    share = shown_share(line.delivering_ms, line.measured_ms)
    return LineReply(
        id=line.id,
        availability=float(share) if share else None,
        outages=line.outages,
        late_outages=line.late_outages,
        fee=line.fee,
        credit=line.credit,
    )


def _evidence(evidence: LineEvidence) -> EvidenceReply:
    return EvidenceReply(line=evidence.line, pieces=[_piece(each) for each in evidence.pieces])


def _piece(piece: Piece) -> PieceReply:
    return PieceReply(
        start=moment(piece.start_ms),
        end=moment(piece.end_ms),
        counts=piece.counts,
        measured=piece.measured,
        reason=piece.reason,
        why=piece.why,
    )
