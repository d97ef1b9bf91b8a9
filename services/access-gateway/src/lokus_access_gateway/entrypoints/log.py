"""The public access log (C2SP tlog-tiles): for everybody, without a token."""

from typing import Annotated, Final, Protocol

from fastapi import APIRouter, Path
from fastapi.responses import PlainTextResponse, Response

from lokus_kit.errors import NotFound
from lokus_log.tiles import Tile, read_path
from lokus_proto.subjects import TOKEN_PATTERN

_FOR_SECONDS: Final = {"Cache-Control": "public, max-age=2"}
_FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}

TenantId = Annotated[str, Path(pattern=TOKEN_PATTERN)]


class LogFiles(Protocol):
    """Where the logs lie; NotFound for what is not there."""

    async def checkpoint(self, tenant: str) -> str:
        """The newest signed checkpoint."""
        ...

    async def tile(self, tenant: str, tile: Tile) -> bytes:
        """A tile or a bundle."""
        ...


def log_routes(files: LogFiles, policy_of: "PolicyOf") -> APIRouter:
    """`/log`."""
    routes = APIRouter(prefix="/log/{tenant}", tags=["access log"])

    @routes.get("/checkpoint", summary="The newest signed checkpoint", response_class=PlainTextResponse)
    async def checkpoint(tenant: TenantId) -> PlainTextResponse:
        return PlainTextResponse(await files.checkpoint(tenant), headers=_FOR_SECONDS)

    @routes.get("/policy", summary="Whom this log names to trust", response_class=PlainTextResponse)
    async def policy(tenant: TenantId) -> PlainTextResponse:
        await files.checkpoint(tenant)
        return PlainTextResponse(policy_of(tenant), headers=_FOR_SECONDS)

    @routes.get(
        "/tile/{name:path}", summary="A tile of hashes, or a bundle of entries", response_class=Response
    )
    async def tile(tenant: TenantId, name: str) -> Response:
        try:
            asked = read_path(f"tile/{name}")
        except ValueError as error:
            raise NotFound(str(error)) from None
        content = await files.tile(tenant, asked)
        return Response(content, media_type="application/octet-stream", headers=_FOR_EVER)

    return routes


class PolicyOf(Protocol):
    """Gives the policy of a tenant's log, as a file (C2SP tlog-policy)."""

    def __call__(self, tenant: str, /) -> str:
        """As text."""
        ...
