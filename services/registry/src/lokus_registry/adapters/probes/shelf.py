"""Probes in an object store of the bus, which forgets them by itself after an hour."""

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
        """Lay it down."""
        await (await self._bucket()).put(_key(tenant, probe.id), _PROBE.dump_json(probe))

    async def get(self, tenant: str, key: str) -> Probe:
        """NotFound if it is not there, or no more."""
        try:
            return _PROBE.validate_json(await (await self._bucket()).get(_key(tenant, key)))
        except NotFound:
            raise NotFound(f"there is no probe {key}, or it was more than an hour ago") from None

    async def _bucket(self) -> Bucket:
        return await self._bus.bucket(PROBE_BUCKET, PROBE_MAX_AGE_SECONDS, PROBE_MAX_BYTES)


def _key(tenant: str, probe: str) -> str:
    return f"{tenant}/{probe}"
