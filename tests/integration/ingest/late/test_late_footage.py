"""Files that come in afterwards are stored as live recordings are, once, or refused with the reason."""

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path

import av
import pytest

from integration.ingest.late.conftest import Sender, an_hour_ago, film
from integration.ingest.recording.conftest import decoded_times
from lokus_proto.v1.late_footage import LatePhase, LateRefusal
from support.waiting import until

CAR_PARK = Path("/work/shared/video/car-detection.mp4")
CAR_PARK_FRAMES = 377
CAR_PARK_SHA256 = "d31e0ebf194cc16e50eea784e7c3b0b1bb7976a4fb9b3fec26cb92a6704cca34"


def coded_pictures(file: Path) -> list[bytes]:
    """The slices of all coded pictures of a file, without what a container puts around them."""
    with av.open(str(file)) as played:
        return [bytes(packet)[-8:] for packet in played.demux(video=0) if packet.size]


@pytest.mark.skipif(not CAR_PARK.exists(), reason=f"no real recording at {CAR_PARK}")
async def test_a_real_recording_is_stored_whole_under_its_own_time(sender: Sender) -> None:
    starts_at = an_hour_ago() + timedelta(seconds=3)
    await sender.send("f1", await asyncio.to_thread(CAR_PARK.read_bytes), starts_at, offset_milliseconds=2000)
    end = await sender.end("f1")
    assert (end.phase, end.detail) == (LatePhase.STORED, None)
    assert (end.frames, end.left_out, end.done_percent) == (CAR_PARK_FRAMES, 0, 100)
    assert end.stored_from == starts_at + timedelta(seconds=2)
    told = sender.told("f1")
    assert sum(closed.frames for closed in told) == CAR_PARK_FRAMES
    assert len(told) == end.segments >= 3
    pictures = []
    for closed in told:
        content = sender.archive.path(closed).read_bytes()
        assert hashlib.sha256(content).hexdigest() == closed.sha256
        assert len(decoded_times(sender.archive.path(closed))) == closed.frames
        assert closed.late
        assert closed.origin is not None
        assert closed.origin.sha256 == CAR_PARK_SHA256
        assert closed in sender.archive.index(closed)
        pictures += coded_pictures(sender.archive.path(closed))
    assert pictures == coded_pictures(CAR_PARK)
    assert not await sender.parts_left("f1")


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("clip.mkv", "libx264", {"bf": "2"}),
        ("clip.ts", "libx264", {}),
        ("clip.mp4", "libx265", {"x265-params": "log-level=none:pools=1:keyint=25"}),
    ],
)
async def test_containers_and_codecs_that_recorders_write_are_read(
    sender: Sender, tmp_path: Path, name: str, codec: str, options: dict[str, str]
) -> None:
    content = film(tmp_path / name, 3, codec=codec, **options)
    await sender.send("f1", content, an_hour_ago())
    end = await sender.end("f1")
    assert (end.phase, end.detail) == (LatePhase.STORED, None)
    assert end.frames == 75
    (closed,) = sender.told("f1")
    assert len(decoded_times(sender.archive.path(closed))) == 75


async def test_raw_video_needs_its_rate_and_is_stored_with_it(sender: Sender, tmp_path: Path) -> None:
    content = film(tmp_path / "clip.h264", 3, tune="zerolatency")
    await sender.send("raw", content, an_hour_ago())
    assert (await sender.end("raw")).refusal is LateRefusal.NO_TIMES
    await sender.send("with-rate", content, an_hour_ago(), frames_per_second=12.5)
    end = await sender.end("with-rate")
    assert end.stored_from is not None
    assert end.stored_until is not None
    assert end.stored_until - end.stored_from == timedelta(seconds=6)


async def test_the_same_footage_again_leaves_what_is_stored_as_it_is(sender: Sender, tmp_path: Path) -> None:
    content, starts_at = film(tmp_path / "clip.mp4", 12), an_hour_ago()
    await sender.send("f1", content, starts_at)
    first = await sender.end("f1")
    kept = {path: path.stat().st_mtime_ns for path in sender.stored()}
    await sender.send("f1", content, starts_at)
    again = await sender.until("f1", lambda state: state.phase is LatePhase.STORED and state.at > first.at)
    assert (again.segments, again.frames) == (first.segments, first.frames)
    assert {path: path.stat().st_mtime_ns for path in sender.stored()} == kept
    (one, *_) = sender.told("f1")
    assert len(sender.archive.index(one)) == first.segments


async def test_an_order_that_is_over_is_not_done_again_when_the_bus_hands_it_out_once_more(
    sender: Sender, tmp_path: Path
) -> None:
    content, starts_at = film(tmp_path / "clip.mp4", 3), an_hour_ago()
    received_at = an_hour_ago() + timedelta(minutes=30)
    await sender.send("f1", content, starts_at, received_at=received_at)
    end = await sender.end("f1")
    await sender.send(
        "f1", b"what is gone by now", starts_at, received_at=received_at, sha256=_sha256(content)
    )

    async def forgotten() -> bool:
        return not await sender.parts_left("f1")

    await until(forgotten, "end of the parts")
    assert await sender.state("f1") == end


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def test_footage_of_the_same_time_stands_side_by_side(sender: Sender, tmp_path: Path) -> None:
    content, starts_at = film(tmp_path / "clip.mp4", 3), an_hour_ago()
    await sender.send("f1", content, starts_at)
    await sender.send("f2", content, starts_at)
    assert (await sender.end("f1")).frames == (await sender.end("f2")).frames == 75
    assert len({closed.run for name in ("f1", "f2") for closed in sender.told(name)}) == 2
    assert len(sender.stored()) == 2


def _torn(content: bytes) -> bytes:
    return content[:100_000] + bytes(188 * 60) + content[100_000 + 188 * 60 :]


async def test_files_that_lie_are_refused_with_the_reason_and_leave_nothing(
    sender: Sender, tmp_path: Path
) -> None:
    transport = film(tmp_path / "clip.ts", 20, crf="5")
    film(tmp_path / "other.avi", 2, codec="mpeg4")
    lies = {
        "text": (b"this is no video at all. " * 40, LateRefusal.NOT_VIDEO),
        "playlist": (
            b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
            LateRefusal.NOT_VIDEO,
        ),
        "avi": ((tmp_path / "other.avi").read_bytes(), LateRefusal.NOT_VIDEO),
        "half": (film(tmp_path / "half.mp4", 4)[:-5_000], LateRefusal.NOT_VIDEO),
        "mpeg4": (film(tmp_path / "old.mp4", 2, codec="mpeg4"), LateRefusal.CODEC),
        "jump": (_jumping(tmp_path), LateRefusal.TIME_JUMP),
        "torn": (_torn(transport), LateRefusal.DAMAGED),
        "bomb": (_one_picture_many_times(film(tmp_path / "bomb.mp4", 4)), LateRefusal.LIMITS),
    }
    before = sender.stored()
    for name, (content, _) in lies.items():
        await sender.send(name, content, an_hour_ago())
    found = {name: await sender.end(name) for name in lies}
    assert {name: end.refusal for name, end in found.items()} == {
        name: each for name, (_, each) in lies.items()
    }
    assert all(end.detail for end in found.values())
    assert "picture" in str(found["torn"].detail)
    assert "at 00:00:01 (picture 51) the time jumps by +3,600.0 s" in str(found["jump"].detail)
    assert sender.stored() == before


def _one_picture_many_times(content: bytes, times: int = 20_000) -> bytes:
    """An MP4 whose index names its first picture again and again."""
    size_bytes, offset = (
        int.from_bytes(content[content.index(kind) + place :][:4], "big")
        for kind, place in ((b"stsz", 16), (b"stco", 12))
    )
    tables = {
        b"stsz": (size_bytes, times),
        b"stts": (1, times, 512),
        b"stsc": (1, 1, 1, 1),
        b"stco": (times, *([offset] * times)),
    }
    for kind, numbers in tables.items():
        place = content.index(kind) - 4
        length = int.from_bytes(content[place : place + 4], "big")
        table = kind + bytes(4) + b"".join(number.to_bytes(4, "big") for number in numbers)
        grown = bytearray(
            content[:place] + (len(table) + 4).to_bytes(4, "big") + table + content[place + length :]
        )
        for around in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
            at = grown.index(around) - 4
            whole = int.from_bytes(grown[at : at + 4], "big") + len(table) + 4 - length
            grown[at : at + 4] = whole.to_bytes(4, "big")
        content = bytes(grown)
    return content


def _jumping(folder: Path) -> bytes:
    """Footage whose clock goes on by an hour after two seconds."""
    film(folder / "steady.mkv", 4)
    with av.open(str(folder / "steady.mkv")) as source, av.open(str(folder / "jump.mkv"), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is None or packet.pts is None:
                continue
            if packet.pts >= 2000:
                packet.pts, packet.dts = packet.pts + 3_600_000, packet.dts + 3_600_000
            packet.stream = stream
            out.mux(packet)
    return (folder / "jump.mkv").read_bytes()


async def test_content_that_is_not_what_was_declared_is_refused(sender: Sender, tmp_path: Path) -> None:
    await sender.send("f1", film(tmp_path / "clip.mp4", 2), an_hour_ago(), sha256="0" * 64)
    assert (await sender.end("f1")).refusal is LateRefusal.LOST


async def test_what_is_past_its_retention_is_refused(sender: Sender, tmp_path: Path) -> None:
    await sender.send("f1", film(tmp_path / "clip.mp4", 2), an_hour_ago() - timedelta(hours=80))
    end = await sender.end("f1")
    assert end.refusal is LateRefusal.TOO_OLD
    assert "72 hours" in str(end.detail)
