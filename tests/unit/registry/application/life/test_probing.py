"""The platform probes what waits, on pictures that count."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from lokus_kit.clock import Clock
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import Measured, Phase, StreamState
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.application.cameras import Cameras
from lokus_registry.application.life.ports import Waiting
from lokus_registry.application.life.probing import Probing
from lokus_registry.domain.camera import Kept
from lokus_registry.domain.life.life import Life
from support.clock import VirtualClock
from unit.registry.cast import CAMERA, VENDOR
from unit.registry.memory_registers import MemoryRegistry

_ENOUGH_LOOKS = 100


class EnoughError(Exception):
    """Ends a run."""


class Room:
    """Those of the registry in memory who wait."""

    def __init__(self, registry: MemoryRegistry, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock
        self.takes_seconds = 0.0
        self.asked = 0

    async def waiting(self, since: datetime | None) -> Sequence[Waiting]:
        self.asked += 1
        if self.asked > _ENOUGH_LOOKS:
            raise EnoughError
        await self._clock.sleep(self.takes_seconds)
        async with self._registry.begin("jakarta") as registers:
            lives = (await registers.lives.get_many(["c1"])).values()
        return [
            Waiting("jakarta", life.camera, life.pictures_after)
            for life in lives
            if life.state == "registered" and (since is None or life.registered_at >= since)
        ]


class Scene:
    """A registered camera and a platform that knows of it."""

    def __init__(self, registry: MemoryRegistry, clock: Clock) -> None:
        self.registry = registry
        self.clock = clock
        self.room = Room(registry, clock)
        self.probing = Probing(registry.begin, self.room, clock)

    async def life(self) -> Life:
        async with self.registry.begin("jakarta") as registers:
            return await registers.lives.get("c1")

    def state(
        self, phase: Phase = Phase.DELIVERING, seconds: float = 0, *, measured: bool = True
    ) -> StreamState:
        facts = Measured(codec=Codec.H264, width=1280, height=720, fps=12.5, bitrate_bps=1_000_000)
        return StreamState(
            camera="c1",
            stream=StreamName.MAIN,
            phase=phase,
            since=self.clock.now() + timedelta(seconds=seconds),
            measured=facts if measured else None,
        )


@pytest.fixture
async def scene(registry: MemoryRegistry) -> Scene:
    clock = VirtualClock()
    cameras = Cameras(registry.begin, FernetSafe([Fernet.generate_key().decode()]), clock)
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    return Scene(registry, clock)


async def test_a_camera_that_waits_is_probed_on_its_first_pictures(scene: Scene) -> None:
    await scene.probing.look()
    assert scene.probing.waits("jakarta", "c1")
    await scene.probing.take("jakarta", scene.state(), scene.clock.now())
    life = await scene.life()
    assert (life.state, life.by, life.reason) == ("probed", "platform", "h264 1280x720")
    assert not scene.probing.waits("jakarta", "c1")


@pytest.mark.parametrize(
    ("phase", "seconds", "measured"),
    [(Phase.CONNECTING, 0, True), (Phase.DELIVERING, -1, True), (Phase.DELIVERING, 0, False)],
    ids=["no pictures", "pictures from before", "nothing measured"],
)
async def test_what_shows_no_pictures_of_its_own_leaves_it_waiting(
    scene: Scene,
    phase: Phase,
    seconds: float,
    measured: bool,  # noqa: FBT001 (pytest passes it by name)
) -> None:
    await scene.probing.look()
    await scene.probing.take("jakarta", scene.state(phase, seconds, measured=measured), scene.clock.now())
    assert (await scene.life()).state == "registered"
    assert scene.probing.waits("jakarta", "c1")


async def test_a_camera_of_another_tenant_of_that_name_is_none_of_ours(scene: Scene) -> None:
    await scene.probing.look()
    assert not scene.probing.waits("bandung", "c1")
    await scene.probing.take("bandung", scene.state(), scene.clock.now())
    assert (await scene.life()).state == "registered"


async def test_one_that_was_removed_meanwhile_is_let_go(scene: Scene) -> None:
    await scene.probing.look()
    cameras = Cameras(scene.registry.begin, FernetSafe([Fernet.generate_key().decode()]), scene.clock)
    await cameras.remove(VENDOR, "c1")
    await scene.probing.take("jakarta", scene.state(), scene.clock.now())
    assert not scene.probing.waits("jakarta", "c1")


async def test_those_who_have_waited_long_are_found_at_the_start(scene: Scene) -> None:
    await scene.clock.sleep(3600)
    await scene.probing.look()
    assert not scene.probing.waits("jakarta", "c1")
    await scene.probing.look(all_of_them=True)
    assert scene.probing.waits("jakarta", "c1")


@pytest.mark.parametrize(("takes_seconds", "at_most"), [(0.0, 0.0), (0.2, 0.05), (1.0, 0.1)])
async def test_looks_that_take_long_are_seldom(scene: Scene, takes_seconds: float, at_most: float) -> None:
    scene.room.takes_seconds = takes_seconds
    began_seconds = scene.clock.monotonic_seconds()
    with pytest.raises(EnoughError):
        await scene.probing.run()
    share = takes_seconds * _ENOUGH_LOOKS / (scene.clock.monotonic_seconds() - began_seconds)
    assert share <= at_most
