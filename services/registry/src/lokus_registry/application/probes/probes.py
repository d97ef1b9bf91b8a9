"""Probes: asked for, looked at behind the request by an ingest worker, read until they are an hour old.

Credentials come in the clear and go on sealed; they are not kept. At most `AT_ONCE` probes of an
organisation are open at a time in each process, so that nobody can have a network searched.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Invalid, NotFound, Overloaded, Unavailable
from lokus_proto.v1.probe import ProbeReason
from lokus_registry.application.placing import seen
from lokus_registry.application.ports import Begin, Safe
from lokus_registry.application.probes.ports import Devices, Shelf
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.camera import Credentials, Kept
from lokus_registry.domain.policy.probes import may_probe, may_probe_camera, may_read_probe
from lokus_registry.domain.probe import Probe, host_of
from lokus_registry.domain.stream_url import endpoint

AT_ONCE: Final = 4
_OPEN_AT_MOST: Final = 64


@dataclass(frozen=True, slots=True)
class _Order:
    tenant: str
    probe: Probe
    sealed: str | None


class Probes:
    """The calls on probes; `run` is a task of the root."""

    def __init__(self, begin: Begin, safe: Safe, devices: Devices, shelf: Shelf, clock: Clock) -> None:
        self._begin = begin
        self._safe = safe
        self._devices = devices
        self._shelf = shelf
        self._clock = clock
        self._orders: asyncio.Queue[_Order] = asyncio.Queue(_OPEN_AT_MOST)
        self._open: Counter[tuple[str, str]] = Counter()

    async def ask(
        self, caller: Caller, address: str, credentials: Credentials | Kept | None, camera: str | None
    ) -> Probe:
        """Begin to look at a device; `Kept`: with the credentials of that camera."""
        may_probe(caller)
        sealed = await self._sealed(caller, address, credentials, camera)
        asker = (caller.tenant, caller.organisation)
        if self._open[asker] >= AT_ONCE or self._orders.full():
            raise Overloaded(
                f"{AT_ONCE} probes of your organisation are open: wait for one to end"
            ).with_headers(Retry_After="5")
        probe = Probe(uuid4().hex, caller.organisation, caller.subject, address, camera, self._clock.now())
        self._open[asker] += 1
        try:
            await self._shelf.put(caller.tenant, probe)
        except BaseException:
            self._close(asker)
            raise
        self._orders.put_nowait(_Order(caller.tenant, probe, sealed))
        return probe

    async def get(self, caller: Caller, key: str) -> Probe:
        """One of your organisation."""
        may_probe(caller)
        probe = await self._shelf.get(caller.tenant, key)
        may_read_probe(caller, probe)
        return probe.as_of(self._clock.now())

    async def run(self) -> None:
        """Have devices looked at, for ever."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                order = await self._orders.get()
                tasks.create_task(self._look(order), name=f"probe {order.probe.id}")

    async def _look(self, order: _Order) -> None:
        probe = order.probe
        try:
            done = await self._done(order)
            await self._shelf.put(order.tenant, done)
        except Unavailable:
            pass  # the bus went away with the answer: `as_of` says so in time
        finally:
            self._close((order.tenant, probe.organisation))

    async def _done(self, order: _Order) -> Probe:
        probe = order.probe
        try:
            reply = await self._devices.look(order.tenant, probe.id, probe.address, order.sealed)
        except NotFound:
            detail = "no ingest worker runs that could look: have the platform operator start one"
            return probe.failed(ProbeReason.NO_WORKER, detail, self._clock.now())
        except Unavailable:
            detail = "no ingest worker answered in time: ask again"
            return probe.failed(ProbeReason.NO_WORKER, detail, self._clock.now())
        return probe.answered(reply, self._clock.now())

    async def _sealed(
        self, caller: Caller, address: str, credentials: Credentials | Kept | None, camera: str | None
    ) -> str | None:
        found = None
        if camera is not None:
            async with self._begin(caller.tenant) as registers:
                found = await seen(registers, camera)
            may_probe_camera(caller, found)
        if credentials is Kept.KEPT:
            return None if found is None else _kept(address, found)
        return None if credentials is None else self._safe.seal(credentials)

    def _close(self, asker: tuple[str, str]) -> None:
        self._open[asker] -= 1
        if not self._open[asker]:
            del self._open[asker]


def _kept(address: str, found: PlacedCamera) -> str | None:
    """A camera's credentials, which stay with the hosts that its streams are on."""
    camera = found.camera
    if camera.credentials_set and host_of(address) not in {endpoint(each.url)[0] for each in camera.streams}:
        raise Invalid(
            f"address: camera {camera.id} has no stream on that host, and its credentials stay with the "
            "hosts they came for: send `credentials`",
            reason="credentials-needed",
        )
    return camera.sealed_credentials
