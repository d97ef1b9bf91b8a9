"""A bus on a NATS server that the test may stop, kill and start."""

from collections.abc import AsyncIterator

import pytest

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from support.engines import NatsServer


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
async def bus(own_nats_server: NatsServer, health: Health) -> AsyncIterator[Bus]:
    bus = Bus(own_nats_server.url, "test", SystemClock(), health)
    await bus.start()
    yield bus
    await bus.drain()
