"""What may be seen, by whom, and who is turned away at the door."""

from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest

from integration.access_gateway.town import Town
from lokus_identity.caller import Role
from lokus_kit.clock import SystemClock
from lokus_proto.v1.stream_state import Phase
from support.identity import serving_issuer

HOUR = timedelta(hours=1)


async def listed(town: Town, headers: dict[str, str]) -> list[str]:
    response = await town.http.get("/v1/cameras", headers=headers)
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


async def refusal(town: Town, camera: str, headers: dict[str, str]) -> tuple[int, str | None]:
    """Why a camera may not be watched; looking at it must be refused alike."""
    look = await town.http.get(f"/v1/cameras/{camera}", headers=headers)
    watch = await town.http.post(
        f"/v1/cameras/{camera}/whep", headers=headers | {"Content-Type": "application/sdp"}, content="v=0"
    )
    assert (look.status_code, look.json().get("reason")) == (watch.status_code, watch.json().get("reason"))
    return watch.status_code, watch.json().get("reason")


async def test_the_list_holds_what_may_be_seen_and_how_it_is(town: Town) -> None:
    await town.camera("cam-1")
    await town.camera("cam-2", private=True)
    await town.camera("cam-3", site="tps-2", phase=Phase.STALLED)
    await town.grant()
    assert await listed(town, town.police) == ["cam-1"]
    assert await listed(town, town.owner) == ["cam-1", "cam-3"]
    assert await listed(town, town.operator) == []
    item = (await town.http.get("/v1/cameras/cam-1", headers=town.police)).json()
    assert item["status"] == "delivering"
    assert (item["actions"], item["grant"]) == (["live", "events"], "grant-1")
    assert item["site"] == {"id": "tps-1", "name": "TPS 1", "kind": "tps"}
    stalled = (await town.http.get("/v1/cameras/cam-3", headers=town.owner)).json()
    assert (stalled["status"], stalled["grant"]) == ("stalled", None)


async def test_long_lists_come_in_pages(town: Town) -> None:
    for number in range(5):
        await town.camera(f"cam-{number}")
    first = (await town.http.get("/v1/cameras?limit=3", headers=town.owner)).json()
    rest = (await town.http.get(f"/v1/cameras?limit=3&after={first['next']}", headers=town.owner)).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == [f"cam-{number}" for number in range(5)]
    assert rest["next"] is None


async def test_every_refusal_says_why(town: Town) -> None:
    await town.camera("cam-1")
    await town.camera("cam-2", private=True)
    assert await refusal(town, "cam-1", town.police) == (403, "no-grant")
    await town.grant("later", begins=HOUR)
    assert await refusal(town, "cam-1", town.police) == (403, "not-yet")
    await town.grant("past", begins=-HOUR, lasts=timedelta(minutes=59))
    assert await refusal(town, "cam-1", town.police) == (403, "expired")
    await town.grant("now")
    assert await refusal(town, "cam-2", town.police) == (403, "private-zone")
    assert await refusal(town, "cam-2", town.owner) == (403, "private-zone")
    assert await refusal(town, "cam-1", town.operator) == (403, "operator")
    assert await refusal(town, "cam-1", town.person("police", Role.AUDITOR)) == (403, "role")
    await town.revoke("now")
    assert await refusal(town, "cam-1", town.police) == (403, "revoked")


async def test_another_tenants_camera_does_not_exist(town: Town) -> None:
    await town.camera("cam-1")
    stranger = town.person("kpu", Role.OWNER_ADMIN, tenant="elsewhere")
    assert await refusal(town, "cam-1", stranger) == (404, None)
    assert await listed(town, stranger) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/me"),
        ("GET", "/v1/cameras"),
        ("GET", "/v1/cameras/cam-1"),
        ("GET", "/v1/cameras/cam-1/recordings"),
        ("GET", "/v1/cameras/cam-1/clip"),
        ("POST", "/v1/cameras/cam-1/whep"),
        ("GET", "/v1/cameras/cam-1/whep"),
        ("HEAD", "/v1/cameras/cam-1/whep"),
        ("PATCH", "/v1/whep/session"),
        ("DELETE", "/v1/whep/session"),
        ("GET", "/v1/whep/session"),
        ("HEAD", "/v1/whep/session"),
        ("GET", "/v1/grants"),
        ("GET", "/v1/grants/one"),
        ("PUT", "/v1/grants/one"),
        ("POST", "/v1/grants/one/revoke"),
        ("GET", "/v1/events"),
        ("GET", "/v1/events/one/snapshot"),
        ("GET", "/v1/events/stream"),
    ],
)
async def test_nothing_is_served_without_a_token(http: httpx.AsyncClient, method: str, path: str) -> None:
    response = await http.request(method, path)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


async def test_every_path_of_the_api_is_in_the_test_above(http: httpx.AsyncClient) -> None:
    paths = (await http.get("/openapi.json")).json()["paths"]
    open_to_all = {"/healthz", "/readyz", "/v1/console"}
    found = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    public_log = {("GET", f"/log/{{tenant}}/{name}") for name in ("checkpoint", "policy", "tile/{name}")}
    assert public_log <= found
    told = len([1 for _, path in found - public_log if path not in open_to_all]) - 2
    assert told == 19, "OPTIONS of the two WHEP resources and the public log need no token; all else must"


async def test_tokens_that_are_not_ours_are_refused(town: Town) -> None:
    now = SystemClock().now()
    claims: dict[str, Any] = {
        "iss": "https://elsewhere",
        "sub": "x",
        "aud": "lokus",
        "tenant": town.tenant,
        "org": "kpu",
    }
    claims |= {"roles": ["owner_admin"], "iat": int(now.timestamp()), "exp": int((now + HOUR).timestamp())}
    unsigned = jwt.encode(claims | {"iss": town.issuer_url}, key="", algorithm="none")
    with serving_issuer() as foreign:
        refused = [
            town.person("kpu", Role.OWNER_ADMIN, exp=int((now - HOUR).timestamp())),
            foreign.headers("kpu", Role.OWNER_ADMIN, tenant=town.tenant),
            foreign.headers("kpu", Role.OWNER_ADMIN, tenant=town.tenant, iss=town.issuer_url),
            {"Authorization": f"Bearer {unsigned}"},
            {"Authorization": "Bearer nonsense"},
            {"Authorization": town.owner["Authorization"][:-4]},
        ]
        for headers in refused:
            response = await town.http.get("/v1/me", headers=headers)
            assert response.status_code == 401, response.text
            assert response.headers["Content-Type"] == "application/problem+json"


async def test_the_caller_is_told_who_they_are(town: Town) -> None:
    me = (await town.http.get("/v1/me", headers=town.police)).json()
    assert me == {
        "subject": "somebody@police",
        "name": "Somebody of police",
        "tenant": town.tenant,
        "organisation": "police",
        "roles": ["agency_operator"],
    }


@pytest.mark.parametrize("path", ["cameras?after=%00", "grants?after=%00", "events/%00/snapshot"])
async def test_an_id_that_can_be_none_is_bad_input(town: Town, path: str) -> None:
    assert (await town.http.get(f"/v1/{path}", headers=town.owner)).status_code == 422
