"""The way to a device. The library (some 60 MB with its WSDLs) is loaded when the first is opened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.onvif.target import Target
from lokus_kit.clock import Clock

if TYPE_CHECKING:
    from lokus_ingest.adapters.onvif.device import Device


@asynccontextmanager
async def open_device(
    target: Target, credentials: Credentials | None, clock: Clock
) -> AsyncIterator["Device"]:
    """A device, asked for its time and its services; DeviceFailure if it cannot be."""
    module = await asyncio.to_thread(import_module, "lokus_ingest.adapters.onvif.device")
    async with module.Device(target, credentials, clock) as device:
        yield device
