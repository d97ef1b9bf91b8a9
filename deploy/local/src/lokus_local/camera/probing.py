"""Has the registry look at a device, and waits for what comes of it."""

from typing import Any, Final

from lokus_kit.clock import Clock
from lokus_local.service_access import RefusedError, ServiceAccess

_POLL_SECONDS: Final = 0.5
_PATIENCE_SECONDS: Final = 90.0


class ProbeError(RefusedError):
    """There is no report; the text says why."""


async def probe(
    registry: ServiceAccess, address: str, credentials: dict[str, str] | None, clock: Clock
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
