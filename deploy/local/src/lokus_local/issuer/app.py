"""The issuer's HTTP: discovery, keys, the login page, the exchange of a code or a secret for tokens."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from lokus_kit.health import Health
from lokus_kit.web import new_app
from lokus_local.issuer.clients import AUTHENTICATION_METHODS, GRANT, Clients
from lokus_local.issuer.identities import IDENTITIES, find_identity
from lokus_local.issuer.login import Codes, LoginRefusedError, check_client, read_request
from lokus_local.issuer.page import choice_page, refusal_page
from lokus_local.issuer.signing import ALGORITHM, SigningKey
from lokus_local.issuer.tokens import LIFETIME, TokenMint

_NO_STORE = {"Cache-Control": "no-store"}
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="lokus"'}


def new_issuer_app(
    mint: TokenMint, key: SigningKey, codes: Codes, clients: Clients, origins: frozenset[str]
) -> FastAPI:
    """Build the app; `origins` are those of the gateway's page."""
    app = new_app("Lokus local issuer", "1", Health())
    app.add_middleware(
        CORSMiddleware, allow_origins=sorted(origins), allow_methods=["GET", "POST"], allow_headers=["*"]
    )
    # Only our own names: a page elsewhere cannot reach us under a name of its own (DNS rebinding).
    own = urlsplit(mint.issuer_url).hostname or ""
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[own, "127.0.0.1", "localhost"])
    _add_metadata(app, mint.issuer_url, key)
    _add_login(app, codes, mint.issuer_url, origins)
    _add_exchange(app, codes, clients, mint)
    return app


def _add_metadata(app: FastAPI, issuer_url: str, key: SigningKey) -> None:
    metadata = {
        "issuer": issuer_url,
        "authorization_endpoint": f"{issuer_url}/authorize",
        "token_endpoint": f"{issuer_url}/token",
        "jwks_uri": f"{issuer_url}/jwks.json",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", GRANT],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "scopes_supported": ["openid", "profile"],
        "token_endpoint_auth_methods_supported": ["none", *AUTHENTICATION_METHODS],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }

    @app.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return metadata

    @app.get("/jwks.json")
    async def keys() -> dict[str, Any]:
        return key.key_set()


def _add_login(app: FastAPI, codes: Codes, issuer_url: str, origins: frozenset[str]) -> None:
    # A form's redirect needs the leave of form-action too.
    policy = {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
            f"form-action 'self' {' '.join(sorted(origins))}"
        )
    }

    def answer(parameters: Mapping[str, str]) -> Response:
        try:
            redirect_uri = check_client(parameters, origins)
        except LoginRefusedError as refused:
            return HTMLResponse(refusal_page(refused.description), 400, policy | _NO_STORE)
        try:
            login = read_request(parameters, redirect_uri)
        except LoginRefusedError as refused:
            told = {"error": refused.code, "error_description": refused.description}
            return _back(redirect_uri, parameters.get("state"), issuer_url, told)
        identity = find_identity(parameters.get("identity", ""))
        if identity is None:
            page = choice_page(IDENTITIES, parameters, parameters.get("login_hint"))
            return HTMLResponse(page, headers=policy | _NO_STORE)
        return _back(redirect_uri, login.state, issuer_url, {"code": codes.issue(login, identity)})

    @app.get("/authorize")
    async def ask(request: Request) -> Response:
        # An identity is chosen on our page only, never by a link.
        return answer({name: value for name, value in request.query_params.items() if name != "identity"})

    @app.post("/authorize")
    async def choose(request: Request) -> Response:
        return answer(await _form(request))


def _add_exchange(app: FastAPI, codes: Codes, clients: Clients, mint: TokenMint) -> None:
    @app.post("/token")
    async def exchange(request: Request) -> Response:
        parameters = await _form(request)
        try:
            if parameters.get("grant_type") == GRANT:
                machine = clients.admit(parameters, request.headers.get("authorization"))
                tokens = {"access_token": mint.access_token(machine), **_terms()}
            else:
                tokens = _login_tokens(codes, mint, parameters)
        except LoginRefusedError as refused:
            return _refusal(refused, parameters)
        return JSONResponse(tokens, headers=_NO_STORE)


def _login_tokens(codes: Codes, mint: TokenMint, parameters: Mapping[str, str]) -> dict[str, Any]:
    login, identity = codes.redeem(parameters)
    granted = " ".join(scope for scope in ("openid", "profile") if scope in login.scope.split())
    return {
        "access_token": mint.access_token(identity),
        "id_token": mint.identity_token(identity, login.nonce),
        **_terms(),
        "scope": granted,
    }


def _terms() -> dict[str, Any]:
    return {"token_type": "Bearer", "expires_in": int(LIFETIME.total_seconds())}


def _refusal(refused: LoginRefusedError, parameters: Mapping[str, str]) -> Response:
    """Answer as RFC 6749 says (section 5.2): 401 to a machine that did not prove itself, else 400."""
    body = {"error": refused.code, "error_description": refused.description}
    if refused.code == "invalid_client" and parameters.get("grant_type") == GRANT:
        return JSONResponse(body, 401, _NO_STORE | _CHALLENGE)
    return JSONResponse(body, 400, _NO_STORE)


def _back(redirect_uri: str, state: str | None, issuer_url: str, told: Mapping[str, str]) -> Response:
    """Send the browser back to the page, with the issuer named (RFC 9207)."""
    query = {**told, **({} if state is None else {"state": state}), "iss": issuer_url}
    joint = "&" if "?" in redirect_uri else "?"
    return RedirectResponse(f"{redirect_uri}{joint}{urlencode(query)}", 303, _NO_STORE)


async def _form(request: Request) -> dict[str, str]:
    """Read an `application/x-www-form-urlencoded` body; of a repeated name the last one counts."""
    body = await request.body()
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
