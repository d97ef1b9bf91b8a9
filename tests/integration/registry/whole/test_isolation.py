"""Two tenants never meet, organisations of one do not write each other's, nobody comes in without a token.

Every route of the OpenAPI document is called, so that a new one is tested when it is there.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from integration.registry.people import Person
from integration.registry.whole.document import Document, Route
from integration.registry.whole.estate import Estate, estate
from support.identity import Issuer

OPEN = {"/healthz", "/readyz"}
"""Asked without a token."""
ROLES = (
    *("platform_operator", "owner_admin", "partner", "vendor"),
    *("agency_operator", "observer", "auditor"),
)


@pytest.fixture
async def document(http: httpx.AsyncClient) -> Document:
    return Document((await http.get("/openapi.json")).json())


@pytest.fixture
async def filled(http: httpx.AsyncClient, issuer: Issuer, city_number: int) -> Estate:
    return await estate(f"estate-{city_number}", http, issuer)


async def _call(
    person: Person, document: Document, route: Route, ids: Mapping[str, str], changes: Any = None
) -> httpx.Response:
    """Call a route on things with these ids."""
    query = urlencode(document.query(route))
    path = route.path(ids).removeprefix("/v1/") + (f"?{query}" if query else "")
    media_type, body = document.body(route) or ("application/json", None)
    return await person.ask(route.method, path, changes or body, {"Content-Type": media_type})


async def test_every_collection_is_filled(filled: Estate, document: Document) -> None:
    missing = {
        str(route)
        for route in document.routes()
        if set(route.parameters) - filled.of(route.collection).keys()
    }
    assert not missing, "put one into estate.py"


async def test_nobody_comes_in_without_a_token(document: Document, http: httpx.AsyncClient) -> None:
    stranger = Person(http, {})
    for route in document.routes():
        if route.template not in OPEN:
            assert (await _call(stranger, document, route, {})).status_code == 401, route


async def test_another_tenant_finds_nothing_and_changes_nothing(
    filled: Estate, document: Document, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    before = await filled.seen()
    assert all("status" not in found or found.get("id") for found in before.values()), before
    for role in ROLES:
        headers = issuer.headers("kpu", role, tenant=f"{filled.city.tenant}-other", sub="siti@kpu")
        stranger = Person(http, headers)
        for route in document.routes():
            begins_their_own = route.method == "PUT" or (route.method == "POST" and not route.parameters)
            if begins_their_own or route.template in OPEN:
                continue
            answer = await _call(stranger, document, route, filled.of(route.collection))
            if route.parameters:
                assert answer.status_code in {403, 404}, (role, route, answer.text)
            elif answer.status_code == 200 and route.method == "GET":
                assert _holds_nothing(answer), (role, route, answer.text)
    assert await filled.seen() == before


async def test_what_another_tenant_puts_under_the_same_ids_is_its_own(
    filled: Estate, document: Document, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    before = await filled.seen()
    for role in ROLES:
        headers = issuer.headers("kpu", role, tenant=f"{filled.city.tenant}-other", sub="siti@kpu")
        stranger = Person(http, headers)
        for route in document.routes():
            if route.method == "PUT":
                ids = filled.of(route.collection)
                copied = before.get(route.path(ids).removeprefix("/v1/"))
                answer = await _call(stranger, document, route, ids, copied)
                assert answer.status_code in {200, 201, 403, 404, 409, 422}, (role, route, answer.text)
    assert await filled.seen() == before


async def test_other_organisations_write_nothing(
    filled: Estate, document: Document, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    before = await filled.seen()
    for role in (role for role in ROLES if role != "platform_operator"):
        stranger = Person(http, issuer.headers("rival", role, tenant=filled.city.tenant, sub="rina@rival"))
        for route in document.routes():
            if route.method != "GET" and route.parameters:
                ids = filled.of(route.collection)
                copied = before.get(route.path(ids).removeprefix("/v1/")) if route.method == "PUT" else None
                answer = await _call(stranger, document, route, ids, copied)
                assert not answer.is_success, (role, route, answer.text)
    assert await filled.seen() == before


def _holds_nothing(answer: httpx.Response) -> bool:
    """An empty page, map, or count of nothing."""
    found = answer.json()
    things = [found[name] for name in ("items", "features", "totals") if name in found]
    return not any(things)
