"""The registry's API, asked with one person's token."""

import os
from dataclasses import dataclass
from typing import Any, Final

import httpx

from lokus_local.home import Home
from lokus_local.running_registry import NotRunningError, running_registry

TOKEN_VARIABLE: Final = "LOKUS_TOKEN"  # noqa: S105 (a name)
_REQUEST_SECONDS: Final = 15.0


class RefusedError(Exception):
    """The registry did not do it; the text says why."""


@dataclass(frozen=True, slots=True)
class RegistryAccess:
    """A registry, and the token to ask it with."""

    http: httpx.AsyncClient
    url: str
    token: str

    async def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """One request; RefusedError with what the registry says when it refuses."""
        try:
            answer = await self.http.request(
                method,
                f"{self.url}/v1/{path}",
                headers={"Authorization": f"Bearer {self.token}"},
                json=body,
                timeout=_REQUEST_SECONDS,
            )
            told: dict[str, Any] = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            why = type(error).__name__
            raise RefusedError(f"the registry at {self.url} does not answer ({why})") from None
        if not answer.is_success:
            raise RefusedError(str(told.get("detail", f"HTTP {answer.status_code}")))
        return told


def address_and_token(registry: str | None, person: str, home: Home) -> tuple[str, str]:
    """Of a home's registry, for a demo identity; or of one elsewhere, whose token the environment has."""
    if registry is None:
        url, token_of = running_registry(home)
        return url, token_of(person)
    token = os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise NotRunningError(f"put a token for {registry} into {TOKEN_VARIABLE}")
    return registry.rstrip("/"), token
