"""Running acceptance tests: claimed, heard, reported; what is claimed by others is left to them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

import pytest
from cryptography.fernet import Fernet

from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import Measured, Phase, StreamState
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.application.cameras import Cameras
from lokus_registry.application.life.ports import BeginLife
from lokus_registry.application.life.trial_runs import TrialRuns
from lokus_registry.application.ports import Registers
from lokus_registry.domain.camera import Kept
from lokus_registry.domain.life.acceptance_test import CLOSING_SECONDS, Expected, Outcome
from lokus_registry.domain.life.trial import Trial
from support.clock import VirtualClock
from unit.registry.cast import CAMERA, VENDOR
from unit.registry.memory_registers import MemoryRegistry


class Queue:
    """The open tests, and until when each is claimed."""

    def __init__(self) -> None:
        self.trials: dict[str, Trial] = {}
        self.claimed: dict[str, datetime] = {}

    async def claim(self, now: datetime, until: datetime) -> tuple[str, Trial] | None:
        for key, trial in self.trials.items():
            if trial.is_open and self.claimed.get(key, now) <= now:
                self.claimed[key] = until
                return "jakarta", trial
        return None

    async def renew(self, mine: Sequence[tuple[str, str, int]], until: datetime) -> None:
        self.claimed |= {camera: until for _, camera, _ in mine}

    async def put(self, trial: Trial) -> None:
        self.trials[trial.camera] = trial


@dataclass
class _Registers:
    """Those that running a test needs."""

    all: Registers
    trials: Queue


class Scene:
    """A registered camera with a test of ten seconds to be done."""

    def __init__(self, registry: MemoryRegistry) -> None:
        self.registry, self.clock, self.queue = registry, VirtualClock(), Queue()
        self.runs = self.process()

    def process(self) -> TrialRuns:
        """One of the processes that run tests."""
        return TrialRuns(cast("BeginLife", self._begin), self.queue, self.clock)

    @asynccontextmanager
    async def _begin(self, tenant: str) -> AsyncIterator[_Registers]:
        async with self.registry.begin(tenant) as registers:
            yield _Registers(registers, self.queue)

    async def prepare(self) -> None:
        cameras = Cameras(self.registry.begin, FernetSafe([Fernet.generate_key().decode()]), self.clock)
        await cameras.put(VENDOR, CAMERA, Kept.KEPT)
        self.queue.trials["c1"] = Trial(
            "c1", 1, Outcome.QUEUED, 10, Expected(min_fps=10), "tech", self.clock.now()
        )

    async def tell(self, runs: TrialRuns, stream: StreamName = StreamName.MAIN) -> None:
        measured = Measured(codec=Codec.H264, width=640, height=360, fps=10, bitrate_bps=1)
        state = StreamState(
            camera="c1",
            stream=stream,
            phase=Phase.DELIVERING,
            since=self.clock.now() - timedelta(hours=1),
            measured=measured,
        )
        await runs.take("jakarta", state, self.clock.now())

    @property
    def outcome(self) -> Outcome:
        return self.queue.trials["c1"].outcome


@pytest.fixture
async def scene(registry: MemoryRegistry) -> Scene:
    scene = Scene(registry)
    await scene.prepare()
    return scene


async def test_a_test_is_claimed_heard_and_reported(scene: Scene) -> None:
    assert await scene.runs.do_one()
    assert scene.runs.waits("jakarta", "c1")
    assert not scene.runs.waits("bandung", "c1")
    await scene.clock.sleep(11)
    await scene.tell(scene.runs)
    assert await scene.runs.do_one()
    report = scene.queue.trials["c1"]
    assert (report.outcome, [each.name for each in report.criteria]) == ("passed", ["delivery", "fps"])
    assert not scene.runs.waits("jakarta", "c1")
    async with scene.registry.begin("jakarta") as registers:
        assert (await registers.lives.get("c1")).state == "probed"


async def test_other_streams_of_the_camera_say_nothing_of_it(scene: Scene) -> None:
    await scene.runs.do_one()
    await scene.clock.sleep(11)
    await scene.tell(scene.runs, StreamName.SUB)
    assert not await scene.runs.do_one()
    assert scene.queue.trials["c1"].is_open


async def test_a_test_of_which_nothing_is_heard_is_given_up(scene: Scene) -> None:
    await scene.runs.do_one()
    await scene.clock.sleep(10 + CLOSING_SECONDS)
    await scene.runs.do_one()
    assert scene.outcome is Outcome.UNMEASURED


async def test_what_one_process_runs_the_other_leaves_alone(scene: Scene) -> None:
    other = scene.process()
    await scene.runs.do_one()
    for _ in range(4):
        await scene.clock.sleep(6)
        await scene.runs.do_one()
        assert not other.waits("jakarta", "c1")
        if scene.queue.trials["c1"].is_open:
            assert not await other.do_one()


async def test_what_a_process_left_behind_is_started_over_by_another(scene: Scene) -> None:
    await scene.runs.do_one()
    other = scene.process()
    assert not await other.do_one()
    await scene.clock.sleep(16)
    assert await other.do_one()
    await scene.clock.sleep(11)
    await scene.tell(other)
    await other.do_one()
    assert scene.outcome is Outcome.PASSED
    started_at = scene.queue.trials["c1"].started_at
    assert started_at is not None
    assert started_at == scene.clock.now() - timedelta(seconds=11)


async def test_a_camera_that_was_removed_meanwhile_ends_its_test(scene: Scene) -> None:
    await scene.runs.do_one()
    cameras = Cameras(scene.registry.begin, FernetSafe([Fernet.generate_key().decode()]), scene.clock)
    await cameras.remove(VENDOR, "c1")
    scene.queue.trials["c1"] = replace(scene.queue.trials["c1"], outcome=Outcome.UNMEASURED)
    await scene.clock.sleep(30)
    assert await scene.runs.do_one()
    assert not scene.runs.waits("jakarta", "c1")
