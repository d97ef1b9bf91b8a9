"""A service's API, asked with one person's token."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

_SILENCE_SECONDS: Final = 60.0


class RefusedError(Exception):
    """The service did not do it; the text says why."""


@dataclass(frozen=True, slots=True)
class ServiceAccess:
    """A service, and the token to ask it with."""

    http: httpx.AsyncClient
    url: str
    token: str

    async def ask(self, method: str, path: str, body: Any = None, **request: Any) -> dict[str, Any]:
        """Ask for one JSON object; RefusedError with what the service says when it refuses."""
        async with self.answer(method, path, json=body, **request) as answer:
            try:
                told: dict[str, Any] = json.loads(await answer.aread())
            except ValueError:
                raise RefusedError(f"{self.url} does not answer with JSON: is it Lokus?") from None
            return told

    @asynccontextmanager
    async def answer(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **request: Any
    ) -> AsyncIterator[httpx.Response]:
        """Give an answer as it comes in, to be read by the caller; `request` is what httpx takes."""
        try:
            async with self.http.stream(
                method,
                f"{self.url}/v1/{path}",
                headers={"Authorization": f"Bearer {self.token}"} | (headers or {}),
                timeout=_SILENCE_SECONDS,
                **request,
            ) as answer:
                if not answer.is_success:
                    raise RefusedError(_complaint(answer.status_code, await answer.aread()))
                yield answer
        except (httpx.RemoteProtocolError, httpx.ReadError):
            raise RefusedError(
                "the answer broke off: the right to it ended, or the platform is stopping"
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RefusedError(f"{self.url} does not answer ({type(error).__name__})") from None


def _complaint(status: int, body: bytes) -> str:
    """The sentence of a problem JSON, and where there is footage instead."""
    try:
        problem = json.loads(body)
        nearest = [f"from {each['from']} until {each['until']}" for each in problem.get("nearest", [])]
        return f"{problem['detail']}{'; the nearest is ' + ' and '.join(nearest) if nearest else ''}"
    except (ValueError, KeyError, TypeError):
        return f"HTTP {status}"
