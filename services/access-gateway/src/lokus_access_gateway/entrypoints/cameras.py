"""The cameras that the caller may see."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from lokus_access_gateway.application.access import Access
from lokus_access_gateway.entrypoints.authentication import Authenticate
from lokus_access_gateway.entrypoints.models import CameraItem, CameraPage
from lokus_identity.caller import Caller
from lokus_proto.subjects import TOKEN_PATTERN


def camera_routes(authenticate: Authenticate, access: Access) -> APIRouter:
    """`/v1/cameras`."""
    routes = APIRouter(prefix="/v1/cameras", tags=["cameras"])

    @routes.get("", summary="The cameras that the caller may see now")
    async def page(
        caller: Annotated[Caller, Depends(authenticate)],
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        after: Annotated[str | None, Query(pattern=TOKEN_PATTERN)] = None,
    ) -> CameraPage:
        views = access.page(caller, after or "", limit + 1)
        items = [CameraItem.of(view) for view in views[:limit]]
        return CameraPage(items=items, next=items[-1].id if len(views) > limit else None)

    @routes.get("/{camera}", summary="One camera; 403 says why it may not be seen")
    async def one(caller: Annotated[Caller, Depends(authenticate)], camera: str) -> CameraItem:
        return CameraItem.of(access.require_view(caller, camera))

    return routes
