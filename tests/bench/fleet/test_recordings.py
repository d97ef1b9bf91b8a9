"""Recordings in a folder: whether they are what their index says."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import numpy as np
import pytest

from bench.fleet.recordings import Store
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import RecordingPurpose, SegmentClosed

START = datetime(2026, 11, 22, tzinfo=UTC)
FRAMES = 12
OBJECT = "bench/cam-1/main/2026-11-22/00/1-1.mp4"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    path = tmp_path / OBJECT
    path.parent.mkdir(parents=True)
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", 25)
        stream.width = stream.height = 64
        for number in range(FRAMES):
            picture = np.full((96, 64), number * 10, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        container.mux(stream.encode(None))
    (path.parent / "index-1.jsonl").write_text(closed(path).model_dump_json() + "\n")
    return Store(tmp_path)


def closed(path: Path) -> SegmentClosed:
    return SegmentClosed(
        camera="cam-1",
        stream=StreamName.MAIN,
        run=1,
        start=START,
        end=START + timedelta(seconds=1),
        first_pts_90k=0,
        duration_90k=90_000,
        frames=FRAMES,
        size_bytes=path.stat().st_size,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        codec=Codec.H264,
        width=64,
        height=64,
        purpose=RecordingPurpose.SECURITY,
        object=OBJECT,
    )


@pytest.mark.parametrize("decode", [False, True])
def test_a_segment_is_whole_that_has_its_hash_and_all_its_pictures(store: Store, *, decode: bool) -> None:
    (segment,) = store.segments()
    assert store.why_not_whole(segment, decode=decode) is None
    longer = segment.model_copy(update={"frames": FRAMES + 1})
    assert "of 13 pictures 12 play" in (store.why_not_whole(longer, decode=decode) or "")


def test_a_segment_that_was_changed_is_not_whole(store: Store) -> None:
    (segment,) = store.segments()
    with (store.folder / OBJECT).open("ab") as file:
        file.write(b"more")
    assert "its hash is another" in (store.why_not_whole(segment, decode=False) or "")
