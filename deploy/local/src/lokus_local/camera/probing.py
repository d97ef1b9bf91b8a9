"""Has the registry look at a device, and waits for what comes of it."""

from dataclasses import dataclass
from typing import Any, Final

import httpx

from lokus_kit.clock import Clock

_POLL_SECONDS: Final = 0.5
_PATIENCE_SECONDS: Final = 90.0
_REQUEST_SECONDS: Final = 15.0


class ProbeError(Exception):
    """There is no report; the text says why."""


@dataclass(frozen=True, slots=True)
class RegistryAccess:
    """A registry, and the token to ask it with."""

    http: httpx.AsyncClient
    url: str
    token: str

    async def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """One request; ProbeError with what the registry says when it refuses."""
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
            raise ProbeError(f"the registry at {self.url} does not answer ({type(error).__name__})") from None
        if not answer.is_success:
            raise ProbeError(str(told.get("detail", f"HTTP {answer.status_code}")))
        return told


async def probe(
    registry: RegistryAccess, address: str, credentials: dict[str, str] | None, clock: Clock
) -> dict[str, Any]:
    """The report on the device at an address; ProbeError if there is none."""
    job = await registry.ask("POST", "probes", {"address": address, "credentials": credentials})
    give_up_seconds = clock.monotonic_seconds() + _PATIENCE_SECONDS
    while job["state"] == "waiting":
        if clock.monotonic_seconds() > give_up_seconds:
            raise ProbeError(f"no answer within {_PATIENCE_SECONDS:.0f} s")
        await clock.sleep(_POLL_SECONDS)
        job = await registry.ask("GET", f"probes/{job['id']}")
    if job["state"] == "failed":
        raise ProbeError(f"{job['detail']} ({job['reason']})")
    report: dict[str, Any] = job["report"]
    return report
