"""Grants: read by their parties, made and revoked by owners."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from lokus_access_gateway.application.grants import Grants
from lokus_access_gateway.domain.grant import Grant, GrantFile
from lokus_access_gateway.entrypoints.authentication import Authenticate
from lokus_access_gateway.entrypoints.models import GrantBody, GrantItem, GrantPage, RevokeBody
from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_proto.subjects import TOKEN_PATTERN
from lokus_proto.v1.grant_change import GrantState

GrantId = Annotated[str, Path(pattern=TOKEN_PATTERN)]


def grant_routes(authenticate: Authenticate, grants: Grants, clock: Clock) -> APIRouter:
    """`/v1/grants`."""
    routes = APIRouter(prefix="/v1/grants", tags=["grants"])

    @routes.get("", summary="The grants that the caller's organisation gives or is given")
    async def page(
        caller: Annotated[Caller, Depends(authenticate)],
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        after: Annotated[str | None, Query(pattern=TOKEN_PATTERN)] = None,
    ) -> GrantPage:
        files = await grants.page(caller, after or "", limit + 1)
        items = [GrantItem.of(file, clock.now()) for file in files[:limit]]
        return GrantPage(items=items, next=items[-1].id if len(files) > limit else None)

    @routes.get("/{grant}", summary="One grant")
    async def one(caller: Annotated[Caller, Depends(authenticate)], grant: GrantId) -> GrantItem:
        return GrantItem.of(await grants.get(caller, grant), clock.now())

    @routes.put("/{grant}", status_code=201, summary="Make a grant; the same once more answers 200")
    async def put(
        caller: Annotated[Caller, Depends(authenticate)], grant: GrantId, body: GrantBody, response: Response
    ) -> GrantItem:
        file, created = await grants.create(caller, _new_grant(caller, grant, body, clock))
        response.status_code = 201 if created else 200
        return GrantItem.of(file, clock.now())

    @routes.post("/{grant}/revoke", summary="Revoke a grant; viewing under it ends at once")
    async def revoke(
        caller: Annotated[Caller, Depends(authenticate)], grant: GrantId, body: RevokeBody | None = None
    ) -> GrantItem:
        reason = None if body is None else body.reason
        return GrantItem.of(await grants.revoke(caller, grant, reason), clock.now())

    return routes


def _new_grant(caller: Caller, grant: str, body: GrantBody, clock: Clock) -> GrantFile:
    now = clock.now()
    made = Grant(
        tenant=caller.tenant,
        id=grant,
        epoch=1,
        state=GrantState.ACTIVE,
        owner=body.owner,
        grantee=body.grantee,
        locus=body.locus,
        purpose=body.purpose,
        actions=frozenset(body.actions),
        not_before=body.not_before,
        not_after=body.not_after,
        changed_by=caller.subject,
        changed_at=now,
    )
    return GrantFile(made, body.letter, created_by=caller.subject, created_at=now)
