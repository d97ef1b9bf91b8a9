"""What all routes take from a request: who asks, which id, which part, and what is taken for granted."""

from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from lokus_identity.bearer import bearer_token
from lokus_identity.caller import Caller
from lokus_identity.verifier import TokenVerifier
from lokus_kit.errors import BadInput, Forbidden
from lokus_proto.subjects import TOKEN_PATTERN, token
from lokus_registry.application.collection import Precondition
from lokus_registry.application.ports import Window
from lokus_registry.domain.area import CODE_PATTERN

_ID_PATTERN = r"^[a-z0-9_.-]*$"
"""What the ids of any collection are made of, the dots of area codes among them; empty before the first."""

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="token of a trusted OIDC issuer")


async def _caller(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Caller:
    verifier: TokenVerifier = request.app.state.verifier
    caller = await verifier.verify(bearer_token(request))
    try:
        token(caller.tenant)
    except ValueError as error:
        raise Forbidden("the token's tenant is none that can be: ask your identity provider") from error
    return caller


async def _window(
    limit: Annotated[int, Query(ge=1, le=1000, description="items at most")] = 100,
    after: Annotated[
        str, Query(max_length=64, pattern=_ID_PATTERN, description="`next` of the page before")
    ] = "",
) -> Window:
    return Window(limit, after)


async def _precondition(
    if_match: Annotated[
        str | None, Header(max_length=1000, description='the ETag under which you read it, or "*"')
    ] = None,
    if_none_match: Annotated[
        str | None, Header(max_length=1000, description='"*": only if there is none yet')
    ] = None,
) -> Precondition:
    if if_none_match is not None and if_none_match.strip() != "*":
        raise BadInput('If-None-Match: only "*" is understood here')
    tags = frozenset(part.strip().removeprefix("W/").strip('"') for part in (if_match or "").split(","))
    return Precondition(match=tags - {""}, absent=if_none_match is not None)


AskedBy = Annotated[Caller, Depends(_caller)]
Granted = Annotated[Precondition, Depends(_precondition)]
Part = Annotated[Window, Depends(_window)]
Key = Annotated[str, Path(pattern=TOKEN_PATTERN, description="yours to choose, unique in the tenant")]
AnId = Annotated[str, Query(pattern=TOKEN_PATTERN)]
"""The id of something else, by which a list is narrowed."""
AreaCode = Annotated[str, Path(pattern=CODE_PATTERN, description="Kemendagri code, such as 31.71.01.1001")]
