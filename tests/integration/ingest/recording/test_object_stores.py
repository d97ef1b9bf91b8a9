"""Recordings in object stores, against servers that speak their protocols, and on a way with faults."""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import ObjectStore

from lokus_ingest.adapters.recording.object_store import PART_BYTES, SegmentStore, open_store
from lokus_ingest.adapters.recording.shelves import StoredHours
from lokus_ingest.adapters.recording.spool import DiskSpool
from lokus_ingest.application.recording.keeper import Keeper
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.ending import STOPPED
from lokus_ingest.domain.recording.fragment import Stretch
from lokus_ingest.domain.recording.pieces import Piece
from lokus_kit.errors import Unavailable
from lokus_proto.v1.recording import SegmentClosed
from support.clock import VirtualClock
from support.object_stores import (
    BUCKET,
    Fault,
    Way,
    azure_environment,
    azure_server,
    gs_environment,
    s3_environment,
    s3_server,
)
from unit.ingest.domain.recording.test_segment import HEAD
from unit.ingest.samples import IDR, KEY, PPS, SPS, unit

KINDS = ("s3", "gs", "az")


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with s3_server(tmp_path_factory.mktemp("s3")) as url:
        yield url


@asynccontextmanager
async def opened(
    kind: str, s3: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ObjectStore]:
    """A store of each kind, as its URL and the environment open it, below a prefix of its own."""
    async with AsyncExitStack() as stack:
        if kind == "az":
            key = base64.b64encode(secrets.token_bytes(32)).decode()
            environment = azure_environment(stack.enter_context(azure_server(folder, key)), key)
        elif kind == "gs":
            way = await stack.enter_async_context(Way(s3, sign=True).open())
            environment = gs_environment(way.url)
        else:
            environment = s3_environment(s3)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield open_store(f"{kind}://{BUCKET}/{secrets.token_hex(4)}")


def closed(minute: int = 0) -> SegmentClosed:
    head = HEAD.model_copy(update={"start": HEAD.start + timedelta(minutes=minute)})
    return head.closed([Stretch(25, True, 0, 90_000)], 4, "0" * 64, recovered=False)


async def index(store: ObjectStore, segment: SegmentClosed) -> list[SegmentClosed]:
    name = f"{segment.object.rpartition('/')[0]}/index-{segment.run}.jsonl"
    content = bytes(await (await store.get_async(name)).bytes_async()).decode()
    return [SegmentClosed.model_validate(json.loads(line)) for line in content.splitlines()]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_kept_is_there_to_the_byte_is_found_and_goes(
    kind: str, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = tmp_path / "small.mp4", tmp_path / "large.mp4"
    small.write_bytes(b"mp4!")
    large.write_bytes(secrets.token_bytes(2 * PART_BYTES + 12_345))
    async with opened(kind, s3, tmp_path, monkeypatch) as store:
        segments, shelves = SegmentStore(store), StoredHours(store)
        assert await segments.kept(closed()) is None
        for segment, file in ((closed(), small), (closed(1), large), (closed(1), large)):
            await segments.keep(segment, file)
        assert await index(store, closed()) == [closed(), closed(1)]
        assert await segments.kept(closed(1)) == closed(1)
        got = await store.get_async(closed(1).object)
        assert bytes(await got.bytes_async()) == large.read_bytes()
        part = await store.get_range_async(closed(1).object, start=PART_BYTES - 5, length=10)
        assert bytes(part) == large.read_bytes()[PART_BYTES - 5 : PART_BYTES + 5]
        assert await shelves.cameras() == [(HEAD.tenant, HEAD.camera)]
        (hour,) = await shelves.hours_until(HEAD.tenant, HEAD.camera, HEAD.start)
        await shelves.remove(hour)
        await shelves.remove(hour)
        assert await shelves.hours() == []


@pytest.mark.parametrize("kind", ["s3", "az"])
async def test_a_store_that_is_not_there_says_so(
    kind: str, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "segment.mp4"
    file.write_bytes(b"mp4!")
    async with opened(kind, s3, tmp_path, monkeypatch):
        absent = open_store(f"{kind}://nobodys-bucket")
        with pytest.raises(Unavailable, match=r"does not take .*404.*(NoSuchBucket|ContainerNotFound)"):
            await SegmentStore(absent).keep(closed(), file)


async def test_credentials_that_are_wrong_are_told_without_being_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "segment.mp4"
    file.write_bytes(b"mp4!")
    with s3_server(tmp_path, INITIAL_NO_AUTH_ACTION_COUNT="2") as url:
        for name, value in s3_environment(url).items():
            monkeypatch.setenv(name, value)
        with pytest.raises(Unavailable, match="403") as refused:
            await SegmentStore(open_store(f"s3://{BUCKET}")).keep(closed(), file)
    assert "InvalidAccessKeyId" in refused.value.detail
    assert "secret" not in refused.value.detail.replace("AWS_SECRET", "")


@dataclass
class Told:
    """Whom closed segments are told to."""

    names: list[str] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def tell(self, tenant: str, closed: SegmentClosed) -> None:
        self.names.append(closed.object)
        self.came.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(set(self.names)) < count:
                self.came.clear()
                await self.came.wait()


async def spooled(spool: DiskSpool, minutes: int) -> None:
    """Put a segment of each of so many minutes into the spool."""
    for minute in range(minutes):
        start = HEAD.start + timedelta(minutes=minute)
        head = HEAD.model_copy(update={"start": start})
        key_frame = unit(minute * 600, key_frame=True, payload=IDR)
        await spool.add(KEY, Piece((key_frame,), None, head, (SPS, PPS)), begins=True)
    await spool.end(KEY, STOPPED)


@asynccontextmanager
async def keeping(spool: DiskSpool, store: ObjectStore, told: Told) -> AsyncIterator[Tally]:
    tally = Tally()
    async with asyncio.TaskGroup() as tasks:
        keeper = Keeper(spool, SegmentStore(store), told, VirtualClock(), tally)
        task = tasks.create_task(keeper.run())
        yield tally
        task.cancel()


async def until_refused(tally: Tally) -> None:
    async with asyncio.timeout(20):
        while not tally.keeping_failures:  # noqa: ASYNC110 (a count tells nobody)
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.RESET, Fault.INDEX_REFUSED])
async def test_while_a_store_fails_nothing_is_lost_and_all_goes_up_in_order_when_it_is_back(
    fault: Fault, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told()
    async with Way(s3).open() as way:
        for name, value in s3_environment(way.url).items():
            monkeypatch.setenv(name, value)
        store = open_store(f"s3://{BUCKET}/{secrets.token_hex(4)}")
        way.fault = fault
        spool = DiskSpool(tmp_path / "spool")
        await spooled(spool, 3)
        async with keeping(spool, store, told) as tally:
            await until_refused(tally)
            assert (told.names, spool.waiting_count) == ([], 3)
        spool.stop()  # as a crash would leave it: kept or not, told to nobody
        spool = DiskSpool(tmp_path / "spool")
        assert spool.waiting_count == 3
        way.fault = Fault.NONE
        async with keeping(spool, store, told):
            await told.until(3)
        assert told.names == sorted(told.names)
        kept = await index(store, closed())
        assert [segment.object for segment in kept] == told.names
        for segment in kept:
            content = bytes(await (await store.get_async(segment.object)).bytes_async())
            assert len(content) == segment.size_bytes
        spool.stop()
    assert not [*(tmp_path / "spool").rglob("*.mp4*")]
