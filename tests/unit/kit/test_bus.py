import pytest

from lokus_kit.bus import Bus
from lokus_kit.errors import Unavailable
from lokus_kit.health import Health
from lokus_proto.jetstream import EVENT
from support.clock import VirtualClock


def unconnected(health: Health | None = None) -> Bus:
    return Bus("nats://127.0.0.1:1", "test", VirtualClock(), health or Health())


async def test_without_a_connection_everything_is_unavailable() -> None:
    bus = unconnected()
    assert not bus.connected
    for attempt in (
        bus.publish("lokus", b""),
        bus.publish_kept("lokus", b"", "id"),
        bus.ensure(EVENT),
        bus.bucket("b", 0, 0),
    ):
        with pytest.raises(Unavailable):
            await attempt


async def test_it_is_not_ready_before_it_is_connected() -> None:
    health = Health()
    unconnected(health)
    assert health.reasons() == {"bus": "starting"}


async def test_draining_what_never_connected_is_nothing() -> None:
    await unconnected().drain()
