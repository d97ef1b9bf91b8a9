"""A small API that keeps what is put, as the registry and the gateway do."""

import json
from typing import Any

import httpx
import jwt

from lokus_kit.clock import SystemClock
from lokus_local.issuer.signing import SigningKey, new_key_pem
from lokus_local.issuer.tokens import TokenMint

REGISTRY, GATEWAY = "http://registry", "http://gateway"


class KeptApi:
    """Keeps bodies by address; `puts` and `posts` list what was written and done, and by whom."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}
        self.puts: list[tuple[str, str]] = []
        self.posts: list[tuple[str, str, dict[str, Any]]] = []
        self.refusals: dict[str, httpx.Response] = {}
        self.mint = TokenMint("http://issuer", SigningKey(new_key_pem()), SystemClock())

    def client(self) -> httpx.AsyncClient:
        """Return a client that reaches this API under every name."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path in self.refusals:
            return self.refusals[path]
        if request.method == "POST":
            self.posts.append((path, person(request), json.loads(request.content)))
            return httpx.Response(200, json={})
        if request.method == "PUT":
            self.kept[path] = json.loads(request.content)
            self.puts.append((path, person(request)))
            return httpx.Response(201, json=self.kept[path])
        if path in {"/v1/grants", "/v1/cameras"}:
            items = [kept | {"id": place.rpartition("/")[2]} for place, kept in self._below(path)]
            return httpx.Response(200, json={"items": items, "next": None})
        return (
            httpx.Response(200, json=self.kept[path]) if path in self.kept else httpx.Response(404, json={})
        )

    def _below(self, path: str) -> list[tuple[str, dict[str, Any]]]:
        return [(place, kept) for place, kept in self.kept.items() if place.startswith(f"{path}/")]


def person(request: httpx.Request) -> str:
    """Who sent a request."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    return str(jwt.decode(token, options={"verify_signature": False})["sub"])
