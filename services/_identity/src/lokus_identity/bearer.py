"""The bearer token of a request, and how a missing or wrong one is refused (RFC 6750)."""

from starlette.requests import Request

from lokus_kit.errors import Unauthenticated


def bearer_token(request: Request) -> str:
    """The token of a request (RFC 6750, section 2.1)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise refused("send a bearer token in the Authorization header")
    return token.strip()


def refused(detail: str) -> Unauthenticated:
    """The answer to a token that is missing or wrong, with its challenge (section 3)."""
    error = Unauthenticated(detail)
    error.with_headers(WWW_Authenticate='Bearer realm="lokus", error="invalid_token"')
    return error
