"""`/v1/contracts`, their later terms and their cameras."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response, status
from pydantic import Field

from lokus_proto.envelope import Token
from lokus_registry.application.contracts.contracts import Contracts
from lokus_registry.application.contracts.membership import Membership
from lokus_registry.application.ports import Window
from lokus_registry.domain.contracts.contract import Amendment, Contract
from lokus_registry.domain.contracts.period import MONTH_PATTERN, month_of
from lokus_registry.domain.contracts.staying import CameraStays
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_EDGE,
    ON_ONE,
    ON_REMOVE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key, Part
from lokus_registry.entrypoints.http.bodies import Body, Name, NamePart, PageReply, Reply, page_reply
from lokus_registry.entrypoints.http.contracts.terms import TermsBody, TermsReply, shown_terms
from lokus_registry.entrypoints.http.custody.bodies import Moment
from lokus_registry.entrypoints.http.exact import Day

_MAX_CAMERAS = 10_000

MonthKey = Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2024-03"])]
_Day = Annotated[Day, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1), examples=["2024-01-01"])]
_CameraKey = Annotated[Key, Path(description="a camera")]


class ContractBody(Body):
    """A contract, written by its buyer."""

    name: Annotated[Name, Field(examples=["CCTV TPS Menteng 2024"])]
    buyer: Annotated[Token, Field(examples=["kpu-dki"])]
    vendor: Annotated[Token, Field(examples=["vendor-nusantara"])]
    starts_on: _Day
    ends_on: Annotated[_Day, Field(description="the last day, in Jakarta")]
    terms: TermsBody


class ContractReply(Reply):
    """A contract and its id."""

    id: str
    name: str
    buyer: str
    vendor: str
    starts_on: date
    ends_on: date
    terms: TermsReply


class AmendmentReply(Reply):
    """Later terms, and since when they hold."""

    valid_from: date
    terms: TermsReply
    by: str
    at: Moment


class StayBody(Body):
    """Since when and until when; the contract's own begin and end unless said."""

    since: Moment | None = None
    until: Moment | None = None


class StaysBody(StayBody):
    """The same for many cameras: all of them come in, or none."""

    cameras: Sequence[Token] = Field(min_length=1, max_length=_MAX_CAMERAS)


class StayReply(Reply):
    """A camera's time in a contract."""

    since: Moment
    until: Moment


class CameraStaysReply(Reply):
    """A camera of a contract, and each of its times in it."""

    id: str
    stays: Sequence[StayReply]


class PlacedReply(Reply):
    """How many cameras are in the contract as asked."""

    cameras: int


async def _wanted(
    part: Part,
    buyer: Annotated[Token | None, Query()] = None,
    vendor: Annotated[Token | None, Query()] = None,
    name: NamePart = None,
) -> Window:
    return part.narrowed(buyer=buyer, vendor=vendor, name=name)


def router(contracts: Contracts, membership: Membership) -> APIRouter:
    """The routes of contracts."""
    routes = APIRouter(prefix="/v1/contracts", tags=["contracts"], responses=ALWAYS)
    _add_contracts(routes, contracts)
    _add_amendments(routes, contracts)
    _add_cameras(routes, membership)
    return routes


def _add_contracts(routes: APIRouter, contracts: Contracts) -> None:
    @routes.put("/{key}", summary="Create or replace, by the buyer", responses=put_answers(ContractReply))
    async def put(
        key: Key, body: ContractBody, caller: AskedBy, granted: Granted, response: Response
    ) -> ContractReply:
        members = {name: getattr(body, name) for name in ContractBody.model_fields}
        contract = Contract(id=key, **members | {"terms": body.terms.terms()})
        mark_created(response, created=await contracts.put(caller, contract, granted))
        return _tagged(contract, response)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> ContractReply:
        return _tagged(await contracts.get(caller, key), response)

    @routes.get("", summary="Read a page of those of your side")
    async def page(caller: AskedBy, part: Annotated[Window, Depends(_wanted)]) -> PageReply[ContractReply]:
        return page_reply(await contracts.page(caller, part), _shown)

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await contracts.remove(caller, key, granted)


def _add_amendments(routes: APIRouter, contracts: Contracts) -> None:
    @routes.get("/{key}/amendments", summary="Read its later terms", responses=ON_ONE)
    async def amendments(key: Key, caller: AskedBy) -> Sequence[AmendmentReply]:
        return [_amended(each) for each in await contracts.amendments(caller, key)]

    @routes.put(
        "/{key}/amendments/{month}",
        summary="Set the terms from a month on",
        responses={**put_answers(AmendmentReply), **ON_ONE},
    )
    async def amend(
        key: Key, month: MonthKey, body: TermsBody, caller: AskedBy, response: Response
    ) -> AmendmentReply:
        amendment, created = await contracts.amend(caller, key, month_of(month), body.terms())
        mark_created(response, created=created)
        return _amended(amendment)

    @routes.delete(
        "/{key}/amendments/{month}",
        summary="Take back the terms of a month",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=ON_REMOVE,
    )
    async def unamend(key: Key, month: MonthKey, caller: AskedBy) -> None:
        await contracts.unamend(caller, key, month_of(month))


def _add_cameras(routes: APIRouter, membership: Membership) -> None:
    @routes.get("/{key}/cameras", summary="Read a page of its cameras", responses=ON_ONE)
    async def page(key: Key, caller: AskedBy, part: Part) -> PageReply[CameraStaysReply]:
        return page_reply(await membership.page(caller, key, part), _stays)

    @routes.put("/{key}/cameras", summary="Bring many cameras in, all or none", responses=ON_EDGE)
    async def put_many(key: Key, body: StaysBody, caller: AskedBy) -> PlacedReply:
        stays = await membership.put(caller, key, body.cameras, body.since, body.until)
        return PlacedReply(cameras=len(stays))

    @routes.put("/{key}/cameras/{camera}", summary="Bring a camera in", responses=ON_EDGE)
    async def put(key: Key, camera: _CameraKey, body: StayBody, caller: AskedBy) -> StayReply:
        stays = await membership.put(caller, key, [camera], body.since, body.until)
        return StayReply.model_validate(stays[0])

    @routes.delete(
        "/{key}/cameras/{camera}",
        summary="Take a camera out, now or at another moment",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=ON_REMOVE,
    )
    async def end(
        key: Key,
        camera: _CameraKey,
        caller: AskedBy,
        until: Annotated[Moment | None, Query(description="when; now unless said")] = None,
    ) -> None:
        await membership.end(caller, key, camera, until)


def _tagged(contract: Contract, response: Response) -> ContractReply:
    mark_tag(response, contract)
    return _shown(contract)


def _shown(contract: Contract) -> ContractReply:
    members = {name: getattr(contract, name) for name in ContractReply.model_fields}
    return ContractReply(**members | {"terms": shown_terms(contract.terms)})


def _amended(amendment: Amendment) -> AmendmentReply:
    return AmendmentReply(
        valid_from=amendment.valid_from,
        terms=shown_terms(amendment.terms),
        by=amendment.by,
        at=amendment.at,
    )


def _stays(camera: CameraStays) -> CameraStaysReply:
    return CameraStaysReply.model_validate(camera)
