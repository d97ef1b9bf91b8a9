from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import cast

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from lokus_kit.errors import StartError
from lokus_local.virtual_camera.bitstream import Codec
from lokus_local.virtual_camera.clip import FormatWishes, load_clip
from lokus_local.virtual_camera.picture_source import ClipSource


def _write_clip(path: Path, encoder: str, **options: str) -> Path:
    """Write a clip of 10 pictures a second, 320x192, that grows brighter."""
    with av.open(str(path), "w") as container:
        stream = cast("VideoStream", container.add_stream(encoder, rate=10, options=options))
        stream.width, stream.height, stream.pix_fmt = 320, 192, "yuv420p"
        for index in range(20):
            picture = np.full((288, 320), 40 + 5 * index, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        container.mux(stream.encode(None))
    return path


def test_h264_without_b_frames_is_taken_as_it_is(tmp_path: Path) -> None:
    path = _write_clip(tmp_path / "clip.mp4", "libx264", bf="0", g="10")
    clip = load_clip(path, FormatWishes(), Event())
    with av.open(str(path)) as container:
        coded_bytes = sum(packet.size for packet in container.demux(video=0))

    assert clip.description.codec is Codec.H264
    assert [unit.time_90k for unit in clip.units] == [9000 * index for index in range(20)]
    assert [unit.key_frame for unit in clip.units] == ([True] + [False] * 9) * 2
    assert clip.duration_90k == 180_000
    assert sum(len(nal) for unit in clip.units for nal in unit.nals) == pytest.approx(coded_bytes, rel=0.1)


def test_h265_is_taken_as_it_is(tmp_path: Path) -> None:
    options = {"x265-params": "bframes=0:log-level=error"}
    clip = load_clip(_write_clip(tmp_path / "clip.mp4", "libx265", **options), FormatWishes(), Event())

    assert clip.description.codec is Codec.H265
    assert len(clip.description.parameter_sets) == 3
    assert len(clip.units) == 20


@pytest.mark.parametrize(("name", "encoder"), [("b.mp4", "libx264"), ("old.avi", "mpeg4"), ("m.mkv", "ffv1")])
def test_what_cannot_be_played_live_is_encoded_anew(tmp_path: Path, name: str, encoder: str) -> None:
    options = {"bf": "2"} if encoder == "libx264" else {}
    clip = load_clip(_write_clip(tmp_path / name, encoder, **options), FormatWishes(), Event())

    assert clip.description.codec is Codec.H264
    assert clip.description.parameter_sets[0][1] == 66, "Baseline"
    assert len(clip.units) == 20


def test_a_wish_has_the_clip_encoded_anew(tmp_path: Path) -> None:
    path = _write_clip(tmp_path / "clip.mp4", "libx264", bf="0")
    wishes = FormatWishes(frames_per_second=Fraction(5), gop_seconds=1.0, size=(640, 360))
    clip = load_clip(path, wishes, Event())

    assert len(clip.units) in (10, 11)
    assert [unit.key_frame for unit in clip.units[:6]] == [True, False, False, False, False, True]
    assert clip.units[1].time_90k == 18_000


def test_times_go_on_across_the_seam(tmp_path: Path) -> None:
    clip = load_clip(_write_clip(tmp_path / "clip.mp4", "libx264", bf="0"), FormatWishes(), Event())
    source = ClipSource(clip)
    times = [source.produce().time_90k for _ in range(50)]

    assert times == [9000 * index for index in range(50)]


def test_a_file_that_is_no_video_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no video")

    with pytest.raises(StartError, match="give a video file"):
        load_clip(tmp_path / "notes.txt", FormatWishes(), Event())
    with pytest.raises(StartError, match="No such file"):
        load_clip(tmp_path / "missing.mp4", FormatWishes(), Event())


def test_a_clip_of_sound_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))

    with pytest.raises(StartError, match="no video track"):
        load_clip(path, FormatWishes(), Event())


def test_loading_can_be_given_up(tmp_path: Path) -> None:
    cancelled = Event()
    cancelled.set()

    with pytest.raises(StartError, match="stopped while loading"):
        load_clip(_write_clip(tmp_path / "clip.mp4", "libx264", bf="0"), FormatWishes(), cancelled)
