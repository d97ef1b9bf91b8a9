import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lokus_kit.bus import Bus
from lokus_kit.errors import NotFound, PreconditionFailed, Unavailable
from lokus_kit.follow import Kept, Start
from lokus_kit.health import Health
from lokus_proto import subjects
from lokus_proto.jetstream import EVENT, INGEST_WORKERS, STATE
from support.engines import NatsServer
from support.waiting import until

SUBJECT = "lokus.v1.event.jakarta.{}.raised"


class Readings:
    """What a follower handed on, and how often it had caught up."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.lives: list[str] = []
        self.caught_up = asyncio.Event()
        self._came = asyncio.Condition()

    async def handle(self, kept: Kept) -> None:
        async with self._came:
            self.texts.append(kept.payload.decode())
            self.lives.append(kept.life)
            self._came.notify_all()
        if kept.payload == b"malformed":
            raise ValueError("nobody understands this")

    async def until(self, *texts: str) -> None:
        async with asyncio.timeout(25), self._came:
            await self._came.wait_for(lambda: self.texts[-len(texts) :] == list(texts))


@contextlib.asynccontextmanager
async def following(bus: Bus, start: Start) -> AsyncIterator[Readings]:
    readings = Readings()
    async with asyncio.TaskGroup() as tasks:
        follow = bus.follow(
            EVENT, ("lokus.v1.event.>",), readings.handle, start=start, caught_up=readings.caught_up.set
        )
        task = tasks.create_task(follow, name="follow")
        async with asyncio.timeout(10):
            await readings.caught_up.wait()
        yield readings
        task.cancel()


def lose_what_is_kept(folder: Path) -> None:
    shutil.rmtree(min(folder.rglob("jetstream"), key=lambda path: len(path.parts)))


async def keep(bus: Bus, text: str, camera: str = "gate") -> None:
    await bus.ensure(EVENT)
    await bus.publish_kept(SUBJECT.format(camera), text.encode(), f"id-{camera}-{text}")


async def keep_when_back(bus: Bus, text: str) -> None:
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(Unavailable):
                return await keep(bus, text)
            await asyncio.sleep(0.1)


async def test_a_follower_sees_what_was_kept_and_what_comes(bus: Bus) -> None:
    await keep(bus, "a")
    await keep(bus, "b")
    async with following(bus, Start.after(0)) as readings:
        assert readings.texts == ["a", "b"]
        await keep(bus, "c")
        await readings.until("a", "b", "c")


async def test_the_latest_of_each_subject_is_the_present(bus: Bus) -> None:
    for text in ("a", "b"):
        await keep(bus, text)
    await keep(bus, "x", camera="store")
    async with following(bus, Start.latest()) as readings:
        assert sorted(readings.texts) == ["b", "x"]


async def test_only_what_is_new(bus: Bus) -> None:
    await keep(bus, "a")
    async with following(bus, Start.new()) as readings:
        await keep(bus, "b")
        await readings.until("b")
        assert readings.texts == ["b"]


async def test_a_message_sent_twice_is_kept_once(bus: Bus) -> None:
    await keep(bus, "a")
    await keep(bus, "a")
    async with following(bus, Start.after(0)) as readings:
        assert readings.texts == ["a"]


async def test_a_malformed_message_is_passed_over(bus: Bus) -> None:
    await keep(bus, "malformed")
    async with following(bus, Start.after(0)) as readings:
        await keep(bus, "a")
        await readings.until("malformed", "a")


async def test_a_follower_goes_on_where_it_stopped_after_a_restart(
    bus: Bus, own_nats_server: NatsServer, health: Health
) -> None:
    await keep(bus, "a")
    async with following(bus, Start.after(0)) as readings:
        await asyncio.to_thread(own_nats_server.kill)
        await until(lambda: asyncio.sleep(0, not bus.connected), "lost connection")
        with pytest.raises(Unavailable):
            await bus.publish("lokus.v1.media.jakarta.gate.main", b"")
        assert health.reasons() == {"bus": "NATS cannot be reached"}
        await asyncio.to_thread(own_nats_server.start)
        await keep_when_back(bus, "b")
        await readings.until("a", "b")
        assert readings.texts == ["a", "b"]
    assert health.reasons() == {}


async def test_a_follower_begins_anew_when_the_bus_lost_what_it_kept(
    bus: Bus, own_nats_server: NatsServer, tmp_path: Path
) -> None:
    for text in ("a", "b", "c"):
        await keep(bus, text)
    async with following(bus, Start.after(0)) as readings:
        await readings.until("a", "b", "c")
        await asyncio.to_thread(own_nats_server.stop)
        await asyncio.to_thread(lose_what_is_kept, tmp_path)
        await asyncio.to_thread(own_nats_server.start)
        await keep_when_back(bus, "new")
        await readings.until("new")


async def test_nobody_listening_and_nobody_answering_are_told_apart(bus: Bus) -> None:
    subject = "lokus.v1.command.jakarta.gate.interest-main"
    with pytest.raises(NotFound):
        await bus.request(subject, b"")
    async with bus.subscribe(subject):
        with pytest.raises(Unavailable):
            await bus.request(subject, b"", timeout_seconds=0.05)


async def test_the_plane_of_states_keeps_the_newest_of_each_subject(bus: Bus) -> None:
    await bus.ensure(STATE)
    for text in (b"old", b"new"):
        await bus.publish_kept("lokus.v1.state.jakarta.gate.camera", text, f"id-{text!r}")
    seen: list[bytes] = []
    done = asyncio.Event()

    async def handle(kept: Kept) -> None:
        seen.append(kept.payload)

    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        follow = bus.follow(STATE, ("lokus.v1.state.>",), handle, start=Start.after(0), caught_up=done.set)
        task = tasks.create_task(follow, name="follow")
        await done.wait()
        task.cancel()
    assert seen == [b"new"]


async def test_an_object_is_read_as_it_was_kept(bus: Bus) -> None:
    bucket = await bus.bucket("test-objects", 3600, 10 * 1024 * 1024)
    content = bytes(range(256)) * 2000
    await bucket.put("jakarta/gate/a.jpg", content)
    assert await bucket.get("jakarta/gate/a.jpg") == content
    with pytest.raises(NotFound):
        await bucket.get("jakarta/gate/b.jpg")


async def test_a_full_bucket_lets_the_oldest_go(bus: Bus) -> None:
    bucket = await bus.bucket("test-full", 3600, 1024 * 1024)
    for number in range(20):
        await bucket.put(f"object-{number}", b"x" * 100_000)
    assert len(await bucket.get("object-19")) == 100_000
    with pytest.raises(NotFound):
        await bucket.get("object-0")


async def test_a_place_in_an_earlier_life_is_no_place(
    bus: Bus, own_nats_server: NatsServer, tmp_path: Path
) -> None:
    await keep(bus, "a")
    async with following(bus, Start.after(0)) as readings:
        life = readings.lives[-1]
    async with following(bus, Start.after(1, life)) as readings:
        assert readings.texts == []
    await asyncio.to_thread(own_nats_server.kill)
    lose_what_is_kept(tmp_path)
    await asyncio.to_thread(own_nats_server.start)
    for text in ("b", "c"):
        await keep_when_back(bus, text)
    async with following(bus, Start.after(1, life)) as readings:
        assert readings.texts == ["b", "c"]
        assert set(readings.lives) != {life}


async def test_a_slow_handler_holds_up_the_bus_and_loses_nothing(
    bus: Bus, caplog: pytest.LogCaptureFixture
) -> None:
    """More than a subscription holds: without flow control the newest would be dropped on the way."""
    count, size_bytes = 300, 1024 * 1000
    await bus.ensure(EVENT)
    for number in range(count):
        text = f"{number:0{size_bytes}}"
        await bus.publish_kept(SUBJECT.format("gate"), text.encode(), f"id-{number}")
    seen: list[int] = []

    async def handle(kept: Kept) -> None:
        await asyncio.sleep(0.01)
        seen.append(int(kept.payload[-9:]))

    async with asyncio.TaskGroup() as tasks:
        follow = bus.follow(EVENT, ("lokus.v1.event.>",), handle, start=Start.after(0))
        task = tasks.create_task(follow, name="follow")
        await until(lambda: asyncio.sleep(0, len(seen) >= count), "all")
        task.cancel()
    assert seen == list(range(count))
    assert "lost on the way" not in caplog.text


async def test_a_reading_gives_batches_behind_its_place_and_waits_no_longer_than_told(bus: Bus) -> None:
    for text in ("a", "b", "c", "d"):
        await keep(bus, text)
    async with bus.read(EVENT, "lokus.v1.event.>", Start.after(1)) as reading:
        assert [kept.payload for kept in await reading.next(2, 1)] == [b"b", b"c"]
        assert [(kept.payload, kept.seq) for kept in await reading.next(2, 0.2)] == [(b"d", 4)]
        assert await reading.next(2, 0.2) == []
        await keep(bus, "e")
        assert [kept.payload for kept in await reading.next(1, 5)] == [b"e"]


async def test_a_reading_ends_with_its_server_and_begins_anew_in_another_life(
    bus: Bus, own_nats_server: NatsServer, tmp_path: Path
) -> None:
    await keep(bus, "a")
    with pytest.raises(Unavailable):
        async with bus.read(EVENT, "lokus.v1.event.>", Start.after(0)) as reading:
            (first,) = await reading.next(1, 1)
            await asyncio.to_thread(own_nats_server.kill)
            await reading.next(1, 1)
    lose_what_is_kept(tmp_path)
    await asyncio.to_thread(own_nats_server.start)
    for text in ("b", "c"):
        await keep_when_back(bus, text)
    async with bus.read(EVENT, "lokus.v1.event.>", Start.after(first.seq, first.life)) as reading:
        assert [kept.payload for kept in await reading.next(2, 1)] == [b"b", b"c"]


async def test_a_reading_whose_consumer_is_forgotten_says_so(bus: Bus, own_nats_server: NatsServer) -> None:
    """Consumers live in memory: a server that restarts between two requests has forgotten ours."""
    await keep(bus, "a")
    async with bus.read(EVENT, "lokus.v1.event.>", Start.after(0)) as reading:
        await reading.next(1, 1)
        await asyncio.to_thread(own_nats_server.kill)
        await asyncio.to_thread(own_nats_server.start)
        await keep_when_back(bus, "b")
        with pytest.raises(Unavailable):
            await reading.next(1, 1)


async def test_what_is_kept_on_condition_is_refused_when_somebody_else_was_first(bus: Bus) -> None:
    subject = SUBJECT.format("gate")
    await bus.ensure(EVENT)
    assert await bus.newest(EVENT, subject) is None
    first = await bus.publish_kept(subject, b"first", "1", after_seq=0)
    second = await bus.publish_kept(subject, b"second", "2", after_seq=first)
    for place in (0, first):
        with pytest.raises(PreconditionFailed):
            await bus.publish_kept(subject, b"third", f"3-{place}", after_seq=place)
    newest = await bus.newest(EVENT, subject)
    assert newest is not None
    assert (newest.payload, newest.seq) == (b"second", second)


async def test_a_bucket_that_was_lost_goes_on_counting_upwards(
    bus: Bus, own_nats_server: NatsServer, tmp_path: Path
) -> None:
    key = subjects.ingest_worker("a")
    await bus.ensure(INGEST_WORKERS)
    await bus.ensure(INGEST_WORKERS)  # as it is, it stays
    before = [await bus.publish_kept(key, b"{}", f"before-{number}") for number in range(3)]
    assert before == [before[0], before[0] + 1, before[0] + 2]
    own_nats_server.stop()
    lose_what_is_kept(tmp_path)
    own_nats_server.start()

    async def after() -> int:
        with contextlib.suppress(Unavailable):
            await bus.ensure(INGEST_WORKERS)
            return await bus.publish_kept(key, b"{}", "after")
        return 0

    assert await until(after, "a bucket made anew", 20) > before[-1]
