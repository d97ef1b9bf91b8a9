import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_ingest.application.fleet import Fleet, Wanted
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, OnvifSource, StreamSource
from support.virtual_clock import settle


class Works:
    """Remembers what was begun and ended; `closing` holds up the end of a work."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.closing = asyncio.Event()
        self.closing.set()

    async def run(self, key: StreamKey, wanted: Wanted) -> None:
        if wanted.source is None:
            self.log.append(f"say stopped {key}")
            return
        self.log.append(f"begin {key} {wanted.source.url}")
        try:
            await asyncio.Event().wait()
        finally:
            await self.closing.wait()
            self.log.append(f"end {key}")


def camera(name: str, *urls: str, enabled: bool = True, sealed: str | None = None) -> CameraSource:
    streams = [StreamSource(name=stream, url=url) for stream, url in zip(StreamName, urls, strict=False)]
    return CameraSource(
        id=name, version=1, streams=tuple(streams), enabled=enabled, sealed_credentials=sealed
    )


class Others:
    """Who has the cameras that are not ours; `delivers` lets their handovers end."""

    def __init__(self) -> None:
        self.theirs: set[str] = set()
        self.delivers = asyncio.Event()
        self.waited_for: list[str] = []

    def leave_to_us(self, key: StreamKey) -> bool:
        return key.camera not in self.theirs

    async def hand_over(self, key: StreamKey) -> None:
        self.waited_for.append(str(key))
        await self.delivers.wait()


@asynccontextmanager
async def running(others: Others | None = None) -> AsyncIterator[tuple[Fleet, Works]]:
    works, others = Works(), others or Others()
    fleet = Fleet(works.run, others.leave_to_us, others.hand_over)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(fleet.run())
        yield fleet, works
        task.cancel()


async def test_each_stream_of_a_camera_is_a_work_of_its_own() -> None:
    async with running() as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1", "rtsp://a/2"))
        await settle()
        assert works.log == ["begin a/main rtsp://a/1", "begin a/sub rtsp://a/2"]


async def test_a_changed_source_restarts_that_stream_and_no_other() -> None:
    async with running() as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1", "rtsp://a/2"))
        fleet.learn("t", camera("b", "rtsp://b/1"))
        await settle()
        works.log.clear()
        fleet.learn("t", camera("a", "rtsp://a/9", "rtsp://a/2"))
        await settle()
        assert works.log == ["end a/main", "begin a/main rtsp://a/9"]


async def test_what_is_learned_again_unchanged_changes_nothing() -> None:
    async with running() as (fleet, works):
        for version in (1, 2):
            fleet.learn("t", camera("a", "rtsp://a/1").model_copy(update={"version": version}))
            await settle()
        assert works.log == ["begin a/main rtsp://a/1"]


async def test_new_credentials_restart_a_stream() -> None:
    async with running() as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1", sealed="old"))
        await settle()
        fleet.learn("t", camera("a", "rtsp://a/1", sealed="new"))
        await settle()
        assert works.log[1:] == ["end a/main", "begin a/main rtsp://a/1"]


async def test_a_disabled_camera_is_stopped_and_said_to_be() -> None:
    async with running() as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1"))
        await settle()
        fleet.learn("t", camera("a", "rtsp://a/1", enabled=False))
        await settle()
        assert works.log[1:] == ["end a/main", "say stopped a/main"]


async def test_a_stream_that_is_no_longer_named_is_stopped() -> None:
    async with running() as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1", "rtsp://a/2"))
        await settle()
        fleet.learn("t", camera("a", "rtsp://a/1"))
        await settle()
        assert works.log[2:] == ["end a/sub", "say stopped a/sub"]


async def test_a_camera_that_was_disabled_meanwhile_is_said_to_be_stopped() -> None:
    async with running() as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1", enabled=False))
        await settle()
        assert works.log == ["say stopped a/main"]


async def test_a_stream_begins_again_only_when_its_earlier_work_has_ended() -> None:
    async with running() as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1"))
        await settle()
        works.closing.clear()
        for url in ("rtsp://a/2", "rtsp://a/3"):
            fleet.learn("t", camera("a", url))
            await settle()
        assert works.log == ["begin a/main rtsp://a/1"]
        works.closing.set()
        await settle()
        assert works.log[1:] == ["end a/main", "begin a/main rtsp://a/3"]


async def test_two_tenants_may_have_a_camera_of_one_name() -> None:
    async with running() as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://t/1"))
        fleet.learn("u", camera("a", "rtsp://u/1"))
        await settle()
        assert works.log == ["begin a/main rtsp://t/1", "begin a/main rtsp://u/1"]


async def test_after_stop_nothing_runs_and_nothing_begins() -> None:
    async with running() as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1"))
        await settle()
        await fleet.stop()
        fleet.learn("t", camera("b", "rtsp://b/1"))
        await settle()
        assert works.log == ["begin a/main rtsp://a/1", "end a/main"]


async def test_a_camera_of_another_worker_is_not_pulled_until_it_is_ours() -> None:
    others = Others()
    others.theirs = {"a"}
    async with running(others) as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1"))
        fleet.learn("t", camera("b", "rtsp://b/1", enabled=False))
        await settle()
        assert works.log == ["say stopped b/main"]
        others.theirs = set()
        fleet.reconsider("t", "a")
        await settle()
        assert works.log[1:] == ["begin a/main rtsp://a/1"]


async def test_a_stream_that_went_to_another_worker_is_pulled_until_that_one_delivers() -> None:
    others = Others()
    async with running(others) as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1", "rtsp://a/2"))
        await settle()
        others.theirs = {"a"}
        fleet.reconsider("t", "a")
        await settle()
        assert others.waited_for == ["a/main", "a/sub"]
        assert len(works.log) == 2
        others.delivers.set()
        await settle()
        await fleet.until_empty()
        assert works.log[2:] == ["end a/main", "end a/sub"]


async def test_a_stream_that_is_ours_again_before_it_was_handed_over_goes_on_undisturbed() -> None:
    others = Others()
    async with running(others) as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1"))
        await settle()
        for theirs in ({"a"}, set[str]()):
            others.theirs = theirs
            fleet.reconsider("t", "a")
            await settle()
        others.delivers.set()
        await settle()
        assert works.log == ["begin a/main rtsp://a/1"]


async def test_a_stream_that_another_worker_took_meanwhile_is_taken_over_anew_if_it_is_ours() -> None:
    others = Others()
    async with running(others) as (fleet, works):
        for name in ("a", "b"):
            fleet.learn("t", camera(name, f"rtsp://{name}/1"))
        await settle()
        others.theirs = {"b"}
        for name in ("a", "b"):
            fleet.begin_again(StreamKey("t", name, StreamName.MAIN))
        await settle()
        assert works.log[2:] == ["end a/main", "begin a/main rtsp://a/1"]


async def test_a_source_that_changes_after_the_camera_went_is_left_to_its_new_worker() -> None:
    others = Others()
    others.delivers.set()
    async with running(others) as (fleet, works):
        fleet.learn("t", camera("a", "rtsp://a/1"))
        await settle()
        others.theirs = {"a"}
        fleet.reconsider("t", "a")
        fleet.learn("t", camera("a", "rtsp://a/2"))
        await settle()
        assert works.log == ["begin a/main rtsp://a/1", "end a/main"]


async def test_the_first_stream_of_a_camera_has_its_device_read() -> None:
    told: dict[str, tuple[bool, OnvifSource | None]] = {}

    async def work(key: StreamKey, wanted: Wanted) -> None:
        told[str(key)] = (wanted.tells_events, wanted.onvif)
        await asyncio.Event().wait()

    others, url = Others(), "http://192.0.2.10/onvif/device_service"
    fleet = Fleet(work, others.leave_to_us, others.hand_over)
    both = camera("a", "rtsp://a/1", "rtsp://a/2")
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(fleet.run())
        telling, silent = OnvifSource(url=url, events=True), OnvifSource(url=url)
        fleet.learn("t", both.model_copy(update={"onvif": telling}))
        fleet.learn("t", both.model_copy(update={"id": "b", "streams": both.streams[1:], "onvif": silent}))
        await settle()
        task.cancel()
    assert told == {"a/main": (True, telling), "a/sub": (False, telling), "b/sub": (False, silent)}
