"""Calls of a public API in the name of demo people, each with a token of their own."""

from collections.abc import Mapping
from typing import Any

import httpx

from lokus_local.issuer.identities import find_identity
from lokus_local.issuer.tokens import TokenMint

_ANSWER_SECONDS = 10.0


class DemoRefusedError(Exception):
    """An API did not do what the demonstration asked; the text names the call and the reason."""


class Caller:
    """Speaks JSON with one service."""

    def __init__(self, http: httpx.AsyncClient, mint: TokenMint, base_url: str) -> None:
        self._http = http
        self._mint = mint
        self._base_url = base_url

    async def get(self, person: str, path: str) -> dict[str, Any] | None:
        """Return what is there; None when there is no such thing."""
        answer = await self._send(person, "GET", path)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        return _body(answer)

    async def put(self, person: str, path: str, body: dict[str, Any]) -> None:
        """Create or replace."""
        _body(await self._send(person, "PUT", path, body))

    async def post(self, person: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask for something to be done; return what is answered."""
        return _body(await self._send(person, "POST", path, body))

    async def put_file(self, person: str, content: bytes, media_type: str) -> str:
        """Put a file; return the id under which records refer to it."""
        headers = {"Content-Type": media_type}
        answer = await self._send(person, "POST", "/v1/files", content=content, headers=headers)
        return str(_body(answer)["id"])

    async def _send(
        self,
        person: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        identity = find_identity(person)
        if identity is None:
            raise DemoRefusedError(f"there is no demo identity {person}")
        return await self._http.request(
            method,
            f"{self._base_url}{path}",
            json=body,
            content=content,
            headers={"Authorization": f"Bearer {self._mint.access_token(identity)}", **(headers or {})},
            timeout=_ANSWER_SECONDS,
        )


def _body(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        call = f"{answer.request.method} {answer.request.url.path}"
        raise DemoRefusedError(f"{call}: HTTP {answer.status_code}: {_detail(answer)}")
    found: dict[str, Any] = answer.json()
    return found


def _detail(answer: httpx.Response) -> str:
    """Return the sentence of a problem JSON, else the start of the body."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return answer.text[:200]
