import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from lokus_ingest.adapters.recording.object_store import SegmentStore, open_store
from lokus_ingest.adapters.recording.shelves import StoredHours
from lokus_ingest.domain.recording.retention import read_folder
from lokus_kit.errors import Unavailable
from unit.ingest.application.recording.test_keeper import CLOSED
from unit.ingest.domain.recording.test_segment import HEAD
from unit.ingest.samples import NOON


def test_what_is_kept_is_found_by_its_hour_and_goes_with_its_index(tmp_path: Path) -> None:
    async def scene() -> None:
        store = open_store(f"file://{tmp_path}/store")
        other = CLOSED.model_copy(update={"object": CLOSED.object.replace("cam-1", "cam-2")})
        file = tmp_path / "segment.mp4"
        file.write_bytes(b"mp4!")
        for closed in (CLOSED, CLOSED, other):
            await SegmentStore(store).keep(closed, file)
        index = tmp_path / "store" / HEAD.folder / f"index-{CLOSED.run}.jsonl"
        assert len(index.read_text().splitlines()) == 1
        shelves = StoredHours(store)
        assert await shelves.cameras() == [("jakarta", "cam-1"), ("jakarta", "cam-2")]
        (due,) = await shelves.hours_until("jakarta", "cam-1", NOON)
        assert due == read_folder(HEAD.folder)
        assert await shelves.hours_until("jakarta", "cam-1", NOON - timedelta(seconds=1)) == []
        assert await shelves.hours_until("jakarta", "cam-1", NOON - timedelta(days=1)) == []
        assert await shelves.hours_until("bandung", "cam-1", NOON) == []
        first, second = await shelves.hours()
        assert first == read_folder(HEAD.folder)
        await shelves.remove(first)
        await shelves.remove(first)
        assert await shelves.hours() == [second]
        assert not index.exists()
        assert (tmp_path / "store" / other.object).read_bytes() == b"mp4!"

    asyncio.run(scene())


def test_a_store_that_refuses_is_unavailable(tmp_path: Path) -> None:
    store = open_store(f"file://{tmp_path}/store")
    (tmp_path / "store" / "jakarta").write_text("a file where a folder must be")
    file = tmp_path / "segment.mp4"
    file.write_bytes(b"mp4!")
    with pytest.raises(Unavailable, match="does not take"):
        asyncio.run(SegmentStore(store).keep(CLOSED, file))
