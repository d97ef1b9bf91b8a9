"""The issuer over HTTP, as the page uses it."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from lokus_kit.clock import SystemClock
from lokus_local.issuer.app import new_issuer_app
from lokus_local.issuer.clients import Clients
from lokus_local.issuer.identities import IDENTITIES
from lokus_local.issuer.login import Codes
from lokus_local.issuer.signing import SigningKey, new_key_pem
from lokus_local.issuer.tokens import TokenMint

_ISSUER = "http://127.0.0.1:8084"
_PAGE = "http://127.0.0.1:8080"
_MACHINE, _SECRET = "nusantara-machine", "s" * 64
_ASKING = {"grant_type": "client_credentials"}
_IN_FORM = _ASKING | {"client_id": _MACHINE, "client_secret": _SECRET}
_VERIFIER = "v" * 43
_CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(_VERIFIER.encode()).digest()).rstrip(b"=").decode()
_REQUEST = {
    "response_type": "code",
    "client_id": "lokus-console",
    "redirect_uri": f"{_PAGE}/",
    "scope": "openid profile",
    "state": "state-1",
    "nonce": "nonce-1",
    "code_challenge": _CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    key = SigningKey(new_key_pem())
    clock = SystemClock()
    mint, clients = TokenMint(_ISSUER, key, clock), Clients({_MACHINE: _SECRET})
    app = new_issuer_app(mint, key, Codes(clock), clients, frozenset({_PAGE}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=_ISSUER) as found:
        yield found


async def _log_in(client: httpx.AsyncClient, identity: str) -> dict[str, list[str]]:
    answer = await client.post("/authorize", data=_REQUEST | {"identity": identity})
    assert answer.status_code == 303
    return parse_qs(urlsplit(answer.headers["location"]).query)


async def _redeem(
    client: httpx.AsyncClient, code: str, change: dict[str, str] | None = None
) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": "lokus-console",
        "redirect_uri": f"{_PAGE}/",
        "code": code,
        "code_verifier": _VERIFIER,
    }
    return await client.post("/token", data=form | (change or {}))


async def test_a_login_ends_in_tokens_that_the_published_key_verifies(client: httpx.AsyncClient) -> None:
    back = await _log_in(client, "police.operator")
    assert back["state"] == ["state-1"]
    assert back["iss"] == [_ISSUER]
    tokens = (await _redeem(client, back["code"][0])).json()

    metadata = (await client.get("/.well-known/openid-configuration")).json()
    keys = jwt.PyJWKSet.from_dict((await client.get(metadata["jwks_uri"])).json())
    access = jwt.decode(tokens["access_token"], keys.keys[0], ["ES256"], audience="lokus", issuer=_ISSUER)
    identity = jwt.decode(tokens["id_token"], keys.keys[0], ["ES256"], audience="lokus-console")
    assert access["sub"] == identity["sub"] == "police.operator"
    assert access["roles"] == ["agency_operator"]
    assert access["exp"] - access["iat"] == tokens["expires_in"] == 3600
    assert identity["nonce"] == "nonce-1"
    assert jwt.get_unverified_header(tokens["access_token"])["kid"] == keys.keys[0].key_id


async def test_a_code_works_once(client: httpx.AsyncClient) -> None:
    code = (await _log_in(client, "auditor"))["code"][0]
    assert (await _redeem(client, code)).status_code == 200
    second = await _redeem(client, code)
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "change",
    [
        {"code_verifier": "w" * 43},
        {"redirect_uri": f"{_PAGE}/other"},
        {"code": "unknown"},
        {"client_id": "other"},
    ],
)
async def test_a_code_is_refused_to_another_request(
    client: httpx.AsyncClient, change: dict[str, str]
) -> None:
    code = (await _log_in(client, "auditor"))["code"][0]
    answer = await _redeem(client, code, change)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_grant", "invalid_client"}


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "http://evil.example/"},
        {"redirect_uri": "http://127.0.0.1:8080.evil.example/"},
        {"redirect_uri": "http://127.0.0.1:8080@evil.example/"},
        {"redirect_uri": f"{_PAGE}/#fragment"},
        {"client_id": "other"},
    ],
)
async def test_nobody_is_sent_to_a_foreign_address(client: httpx.AsyncClient, change: dict[str, str]) -> None:
    answer = await client.post("/authorize", data=_REQUEST | {"identity": "auditor"} | change)
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
async def test_a_wrong_request_goes_back_with_its_error(
    client: httpx.AsyncClient, change: dict[str, str], error: str
) -> None:
    answer = await client.get("/authorize", params=_REQUEST | change)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (query["error"], query["state"]) == ([error], ["state-1"])


async def test_the_page_lists_everybody_and_focuses_the_hinted_one(client: httpx.AsyncClient) -> None:
    page = (await client.get("/authorize", params=_REQUEST | {"login_hint": "vendor.tech"})).text
    assert len(re.findall("<button ", page)) == len(IDENTITIES)
    assert re.findall(r'value="([^"]+)" autofocus', page) == ["vendor.tech"]


async def test_a_link_cannot_choose_who_logs_in(client: httpx.AsyncClient) -> None:
    answer = await client.get("/authorize", params=_REQUEST | {"identity": "kpu.admin"})
    assert answer.status_code == 200
    assert "location" not in answer.headers


async def test_what_comes_from_the_address_is_escaped_on_the_page(client: httpx.AsyncClient) -> None:
    page = (await client.get("/authorize", params=_REQUEST | {"state": '"><script>alert(1)</script>'})).text
    assert "<script>" not in page


async def test_only_the_page_may_read_tokens_across_origins(client: httpx.AsyncClient) -> None:
    ours = await client.post("/token", headers={"Origin": _PAGE})
    foreign = await client.post("/token", headers={"Origin": "http://evil.example"})
    assert ours.headers["access-control-allow-origin"] == _PAGE
    assert "access-control-allow-origin" not in foreign.headers


async def test_another_host_name_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.get("/jwks.json", headers={"Host": "evil.example"})).status_code == 400


async def test_the_issuer_answers_under_its_own_names_only() -> None:
    key, clock = SigningKey(new_key_pem()), SystemClock()
    mint = TokenMint("http://issuer.localhost:8084", key, clock)
    app = new_issuer_app(mint, key, Codes(clock), Clients({}), frozenset({_PAGE}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        own = await client.get("http://issuer.localhost:8084/jwks.json")
        foreign = await client.get("http://attacker.example:8084/jwks.json")
    assert (own.status_code, foreign.status_code) == (200, 400)


@pytest.mark.parametrize("in_header", [True, False])
async def test_a_machine_gets_a_token_of_its_organisation(
    client: httpx.AsyncClient, *, in_header: bool
) -> None:
    metadata = (await client.get("/.well-known/openid-configuration")).json()
    assert "client_credentials" in metadata["grant_types_supported"]
    assert {"client_secret_basic", "client_secret_post"} < set(
        metadata["token_endpoint_auth_methods_supported"]
    )
    if in_header:
        answer = await client.post("/token", data=_ASKING, auth=(_MACHINE, _SECRET))
    else:
        answer = await client.post("/token", data=_IN_FORM)
    tokens = answer.json()
    keys = jwt.PyJWKSet.from_dict((await client.get("/jwks.json")).json())
    claims = jwt.decode(tokens["access_token"], keys.keys[0], ["ES256"], audience="lokus", issuer=_ISSUER)
    assert (claims["sub"], claims["tenant"], claims["org"]) == (_MACHINE, "jakarta", "vendor-nusantara")
    assert claims["roles"] == ["vendor"]
    assert set(tokens) == {"access_token", "token_type", "expires_in"}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": "sentosa-machine"}, 401, "invalid_client"),
        ({"client_id": "vendor.tech"}, 401, "invalid_client"),
        ({"client_id": "lokus-console"}, 400, "unauthorized_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, 400, "invalid_client"),
        ({"scope": "openid"}, 400, "invalid_scope"),
    ],
)
async def test_who_is_no_machine_of_ours_gets_no_token(
    client: httpx.AsyncClient, change: dict[str, str], status: int, error: str
) -> None:
    answer = await client.post("/token", data=_IN_FORM | change)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert ("www-authenticate" in answer.headers) is (status == 401)
    assert _SECRET not in answer.text
