"""One device, spoken to through onvif-zeep-async: its clock first, then its services, then anything.

Entering reads the device's clock without a signature and signs all that follows in its time, then
learns where its services are: GetServices, or GetCapabilities where that is missing. Whatever the
device does, `call` gives a value or raises DeviceFailure. The WSDLs come from the library's package;
the first call for a service reads its own in a thread, once for the process.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from types import TracebackType
from typing import Any, Final, Self

import onvif.client
from onvif.definition import SERVICES

from lokus_ingest.adapters.onvif.failures import ODDITIES, failure_of
from lokus_ingest.adapters.onvif.media2 import Media2
from lokus_ingest.adapters.onvif.reading import part
from lokus_ingest.adapters.onvif.wire import Wire
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.onvif.device_clock import device_time, offset
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.onvif.target import Target
from lokus_kit.clock import Clock
from lokus_proto.v1.probe import ProbeReason

CALL_SECONDS: Final = 8.0
DEVICE: Final = "devicemgmt"
MEDIA: Final = "media"
EVENTS: Final = "events"
PULL_POINT: Final = "pullpoint"
PTZ: Final = "ptz"
_MEDIA2: Final = "http://www.onvif.org/ver20/media/wsdl"
_CAPABILITIES: Final = {"Media": MEDIA, "Events": EVENTS, "PTZ": PTZ}
_WSDL: Final = str(onvif.client._WSDL_PATH)  # noqa: SLF001 (the package's own folder of WSDLs)

for _name in ("onvif", "zeep", "aiohttp"):
    logging.getLogger(_name).setLevel(logging.ERROR)  # their debug lines are whole messages, signatures too


class Device:
    """A context; `clock_offset` is its clock less ours, None while it does not tell the time."""

    def __init__(self, target: Target, credentials: Credentials | None, clock: Clock) -> None:
        self.target = target
        self.clock_offset: timedelta | None = None
        self._credentials = credentials
        self._clock = clock
        self._wire = Wire(credentials)
        self._services: list[onvif.client.ONVIFService] = []
        self._addresses: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        try:
            self.clock_offset = await self._learn_time()
            await self._learn_services()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    def offers(self, service: str) -> bool:
        """Whether the device named an address for a service."""
        return SERVICES[service]["ns"] in self._addresses

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        address: str | None = None,
        timeout_seconds: float = CALL_SECONDS,
    ) -> Any:
        """What the device answers to a signed operation; `address` stands in for the service's own."""
        return await self._call(service, operation, parameters, address, timeout_seconds, signed=True)

    def media2(self) -> Media2 | None:
        """The newer media service, if the device has it."""
        address = self._addresses.get(_MEDIA2)
        if address is None:
            return None
        return Media2(address, self._wire.transport(CALL_SECONDS), self._signature())

    async def _learn_time(self) -> timedelta | None:
        """Devices that sign even this (Axis) are asked with a signature in our own time."""
        asked_at = self._clock.now()
        for signed in (False, True):
            try:
                told = await self._call(
                    DEVICE, "GetSystemDateAndTime", None, None, CALL_SECONDS, signed=signed
                )
            except DeviceFailure as failure:
                if failure.reason not in {ProbeReason.AUTHENTICATION, ProbeReason.FAULT}:
                    raise
                if signed:
                    break
                continue
            return self._offset(told, asked_at)
        return None

    def _offset(self, told: Any, asked_at: Any) -> timedelta | None:
        date, time = part(told, "UTCDateTime", "Date"), part(told, "UTCDateTime", "Time")
        try:
            day = (int(date.Year), int(date.Month), int(date.Day))
            moment = device_time(day, (int(time.Hour), int(time.Minute), int(time.Second)))
        except (AttributeError, TypeError, ValueError):
            return None
        return offset(moment, asked_at, self._clock)

    async def _learn_services(self) -> None:
        self._addresses = {SERVICES[DEVICE]["ns"]: self.target.url}
        try:
            found = await self.call(DEVICE, "GetServices", {"IncludeCapability": False})
        except DeviceFailure as failure:
            if failure.reason is ProbeReason.AUTHENTICATION:
                raise
            found = None
        for each in found or ():
            self._keep(part(each, "Namespace"), part(each, "XAddr"))
        if len(self._addresses) == 1:
            told = await self.call(DEVICE, "GetCapabilities", {"Category": "All"})
            for name, service in _CAPABILITIES.items():
                self._keep(SERVICES[service]["ns"], part(told, name, "XAddr"))

    def _keep(self, namespace: str | None, xaddr: str | None) -> None:
        address = self.target.service(xaddr)
        if namespace and address and namespace != SERVICES[DEVICE]["ns"]:
            self._addresses[namespace] = address

    async def _call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any] | None,
        address: str | None,
        timeout_seconds: float,
        *,
        signed: bool,
    ) -> Any:
        try:
            async with asyncio.timeout(timeout_seconds + CALL_SECONDS):  # a WSDL may have to be read first
                client = await self._client(service, address, timeout_seconds)
                asked = client.ws_client if signed and self._credentials else client.ws_client_authless
                return await getattr(asked, operation)(**(parameters or {}))
        except DeviceFailure:
            raise
        except ODDITIES as error:
            raise failure_of(operation, error) from None

    async def _client(
        self, service: str, address: str | None, timeout_seconds: float
    ) -> onvif.client.ONVIFService:
        definition = SERVICES[service]
        reached = address or self._addresses.get(definition["ns"]) or self.target.url
        for known in self._services:
            if (known.binding_key, known.xaddr, known.dt_diff) == (service, reached, self.clock_offset):
                return known
        client = onvif.client.ONVIFService(
            reached,
            self._credentials and self._credentials.username,
            self._credentials and self._credentials.password,
            f"{_WSDL}/{definition['wsdl']}",
            no_cache=True,
            dt_diff=self.clock_offset,
            binding_name=f"{{{definition['ns']}}}{definition['binding']}",
            binding_key=service,
        )
        self._services.append(client)
        client.transport = self._wire.transport(timeout_seconds)
        await client.setup()
        return client

    def _signature(self) -> onvif.client.UsernameDigestTokenDtDiff | None:
        if self._credentials is None:
            return None
        return onvif.client.UsernameDigestTokenDtDiff(
            self._credentials.username, self._credentials.password, dt_diff=self.clock_offset, use_digest=True
        )

    async def _close(self) -> None:
        async with self._wire:
            for service in self._services:
                await service.close()
