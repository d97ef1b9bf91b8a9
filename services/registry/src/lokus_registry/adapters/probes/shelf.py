"""Probes in an object store of the bus, which forgets them by itself after an hour.

Nothing is written twice: who reads an object while it is replaced finds none.
"""

from contextlib import suppress
from typing import Final

from pydantic import TypeAdapter

from lokus_kit.bus import Bucket, Bus
from lokus_kit.errors import NotFound
from lokus_proto.jetstream import PROBE_BUCKET, PROBE_MAX_AGE_SECONDS, PROBE_MAX_BYTES
from lokus_registry.domain.probe import Probe

_PROBE: Final = TypeAdapter(Probe)


class BusShelf:
    """The port `Shelf` on NATS."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def put(self, tenant: str, probe: Probe) -> None:
        """Lay it down: as it was asked for, and beside that as it was answered."""
        key = _key(tenant, probe.id, answered=probe.finished_at is not None)
        await (await self._bucket()).put(key, _PROBE.dump_json(probe))

    async def get(self, tenant: str, key: str) -> Probe:
        """NotFound if it is not there, or no more."""
        bucket = await self._bucket()
        for answered in (True, False):
            with suppress(NotFound):
                return _PROBE.validate_json(await bucket.get(_key(tenant, key, answered=answered)))
        raise NotFound(f"there is no probe {key}, or it was more than an hour ago")

    async def _bucket(self) -> Bucket:
        return await self._bus.bucket(PROBE_BUCKET, PROBE_MAX_AGE_SECONDS, PROBE_MAX_BYTES)


def _key(tenant: str, probe: str, *, answered: bool) -> str:
    return f"{tenant}/{probe}/{'answered' if answered else 'asked'}"
