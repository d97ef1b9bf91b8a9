"""People of one tenant who ask the registry, and a small city for them to ask about."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx

from support.identity import Issuer

STREAM = {"name": "main", "url": "rtsp://192.0.2.10:554/stream1"}
SECRET = {"username": "viewer", "password": "hunter2-is-secret"}


class Person:
    """Somebody with a token, asking over HTTP."""

    def __init__(self, http: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._http = http
        self._headers = headers

    async def ask(
        self, method: str, path: str, body: Any = None, more: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request to `/v1/PATH`, with `more` headers."""
        # Python's JSON also spells what JSON must not hold (NaN, half a surrogate pair): so may a client.
        content = None if body is None else json.dumps(body)
        headers = self._headers | {"Content-Type": "application/json"} | dict(more or {})
        return await self._http.request(method, f"/v1/{path}", headers=headers, content=content)

    async def put_file(self, content: bytes, media_type: str, status: int | None = None) -> dict[str, Any]:
        """POST a file, and check the status: by default any success."""
        headers = self._headers | {"Content-Type": media_type}
        response = await self._http.post("/v1/files", headers=headers, content=content)
        assert response.status_code == status if status else response.is_success, response.text
        return dict(response.json())

    async def send(
        self, method: str, path: str, body: str | bytes | AsyncIterator[bytes], more: Mapping[str, str]
    ) -> httpx.Response:
        """Send a body as it is."""
        return await self._http.request(
            method, f"/v1/{path}", headers=self._headers | dict(more), content=body
        )

    async def put(self, path: str, body: Any, status: int | None = None) -> dict[str, Any]:
        """PUT, and check the status: by default any success."""
        response = await self.ask("PUT", path, body)
        assert response.status_code == status if status else response.is_success, response.text
        return dict(response.json())

    async def get(self, path: str, status: int = 200) -> dict[str, Any]:
        """GET, and check the status."""
        response = await self.ask("GET", path)
        assert response.status_code == status, response.text
        return dict(response.json())

    async def delete(self, path: str, status: int = 204) -> httpx.Response:
        """DELETE, and check the status."""
        response = await self.ask("DELETE", path)
        assert response.status_code == status, response.text
        return response

    async def ids(self, path: str) -> list[str]:
        """The ids on a page."""
        return [item["id"] for item in (await self.get(path))["items"]]


class City:
    """One tenant: its people, and `build` to give them organisations, areas, sites and zones."""

    def __init__(self, tenant: str, http: httpx.AsyncClient, issuer: Issuer) -> None:
        def person(org: str, *roles: str) -> Person:
            return Person(http, issuer.headers(org, *roles, tenant=tenant))

        self.tenant = tenant
        self.person = person
        self.operator = person("lokus", "platform_operator")
        self.owner = person("kpu", "owner_admin")
        self.other_owner = person("dishub", "owner_admin")
        self.partner = person("plaza", "partner")
        self.vendor = person("nusantara", "vendor")
        self.other_vendor = person("rival", "vendor")
        self.police = person("polda", "agency_operator")
        self.observer = person("bawaslu", "observer")
        self.auditor = person("auditors", "auditor")

    async def build(self) -> "City":
        """Register what cameras need: zones `hall` and `office` (private) of `kpu`, `gate` of `plaza`."""
        kinds = {
            "kpu": "election_commission",
            "dishub": "agency",
            "plaza": "partner",
            "nusantara": "vendor",
            "rival": "vendor",
        }
        for key, kind in kinds.items():
            await self.operator.put(f"organisations/{key}", {"name": key.upper(), "kind": kind})
        parent = None
        levels = {"31": "province", "31.71": "regency", "31.71.01": "district", "31.71.01.1001": "village"}
        for code, level in levels.items():
            await self.operator.put(
                f"areas/{code}", {"name": f"Area {code}", "level": level, "parent": parent}
            )
            parent = code
        await self.owner.put("sites/tps-1", site("kpu"))
        await self.partner.put("sites/mall", site("plaza", kind="public_place"))
        await self.owner.put("zones/hall", zone("tps-1", private=False))
        await self.owner.put("zones/office", zone("tps-1", kind="meeting_room"))
        await self.partner.put("zones/gate", zone("mall", private=False))
        return self


def site(owner: str, **more: Any) -> dict[str, Any]:
    """A site's body."""
    return {"name": f"Site of {owner}", "kind": "tps", "owner": owner, "area": "31.71.01.1001"} | more


def zone(at: str, **more: Any) -> dict[str, Any]:
    """A zone's body."""
    return {"name": "Zone", "kind": "entrance", "site": at} | more


def camera(in_zone: str = "hall", **more: Any) -> dict[str, Any]:
    """The body of a camera that the vendor `nusantara` keeps running."""
    return {"name": "Camera", "zone": in_zone, "vendor": "nusantara", "streams": [STREAM]} | more
