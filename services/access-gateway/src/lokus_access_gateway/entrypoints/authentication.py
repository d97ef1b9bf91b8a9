"""Who asks, for every route that needs to know."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.security import HTTPBearer

from lokus_identity.bearer import bearer_token
from lokus_identity.caller import Caller
from lokus_identity.verifier import TokenVerifier

Authenticate = Callable[[Request], Awaitable[Caller]]
"""A FastAPI dependency: the caller, or 401."""

BEARER = HTTPBearer(auto_error=False, bearerFormat="JWT", description="an access token, audience `lokus`")
"""Tells OpenAPI of the token; `Authenticate` does the work."""


def authentication(verifier: TokenVerifier) -> Authenticate:
    """The dependency that checks a request's bearer token."""

    async def authenticate(request: Request) -> Caller:
        return await verifier.verify(bearer_token(request))

    return authenticate
