"""What FFmpeg packetizes, the fast reader puts together again: FFmpeg's muxer and demuxer are the oracle."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.incoming import Incoming, MediaTrack, TrackKind

PACKET_BYTES = 1400
SIZE = (320, 240)
FRAMES = 60


class Packets:
    """A file for FFmpeg's RTP muxer: each write is a packet, of RTP or RTCP."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, packet: bytes) -> int:
        self.written.append(bytes(packet))
        return len(packet)

    def stream(self) -> bytes:
        """As a camera would send them over RTSP, all on one channel."""
        return b"".join(b"$\x00" + struct.pack("!H", len(packet)) + packet for packet in self.written)


@dataclass(frozen=True)
class Sent:
    """The pictures that went into the muxer, as NAL units, with their times; and what came out of it."""

    pictures: list[tuple[list[bytes], int]]
    stream: bytes


def nals(stream: bytes) -> list[bytes]:
    return [nal.rstrip(b"\x00") for nal in re.split(rb"\x00\x00\x00?\x01", stream)[1:]]


def annex_b(length_prefixed: bytes) -> bytes:
    """NAL units behind their lengths, as MP4 keeps them, behind start codes instead."""
    at, units = 0, []
    while at < len(length_prefixed):
        size = int.from_bytes(length_prefixed[at : at + 4], "big")
        units.append(length_prefixed[at + 4 : at + 4 + size])
        at += 4 + size
    return b"".join(b"\x00\x00\x00\x01" + unit for unit in units)


def encoded(codec: str, options: dict[str, str]) -> Sent:
    """Noise, encoded here and now."""
    packets, pictures, random = Packets(), [], np.random.default_rng(4)
    with av.open(
        packets, "w", format="rtp", options={"packetsize": str(PACKET_BYTES)}, buffer_size=1500
    ) as out:
        stream = out.add_stream(codec, rate=25, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        noise = (random.integers(0, 255, (SIZE[1], SIZE[0], 3), dtype=np.uint8) for _ in range(FRAMES))
        frames = (av.VideoFrame.from_ndarray(each, format="rgb24") for each in noise)
        for frame in [*frames, None]:
            for packet in stream.encode(frame):
                assert packet.pts is not None
                pictures.append((nals(bytes(packet)), packet.pts * 90_000 // 25))
                out.mux(packet)
    return Sent(pictures, packets.stream())


def remuxed(path: Path) -> Sent:
    """A recording, as PyAV demuxes it."""
    packets, pictures = Packets(), []
    with (
        av.open(str(path)) as clip,
        av.open(
            packets, "w", format="rtp", options={"packetsize": str(PACKET_BYTES)}, buffer_size=1500
        ) as out,
    ):
        video = clip.streams.video[0]
        stream = out.add_stream_from_template(video)
        for packet in clip.demux(video):
            if packet.pts is not None and packet.time_base is not None:
                pictures.append((nals(annex_b(bytes(packet))), int(packet.pts * packet.time_base * 90_000)))
                packet.stream = stream
                out.mux(packet)
    return Sent(pictures, packets.stream())


def read(codec: str, stream: bytes, chunk_bytes: int) -> tuple[Incoming, list[Picture]]:
    pictures: list[Picture] = []
    incoming = Incoming(lambda message: pytest.fail(f"no message was sent: {message!r}"))
    incoming.expect([MediaTrack(TrackKind.VIDEO, codec, 96, 90_000, 0)], pictures.append)
    for at in range(0, len(stream), chunk_bytes):
        incoming.feed(memoryview(stream)[at : at + chunk_bytes], at / 1e6)
    return incoming, pictures


def assert_same(sent: Sent, codec: str, chunk_bytes: int) -> None:
    incoming, came = read(codec, sent.stream, chunk_bytes)
    assert [nals(picture.payload) for picture in came] == [units for units, _ in sent.pictures]
    times = [picture.pts_90k for picture in came]
    assert None not in times
    first, first_sent = times[0], sent.pictures[0][1]
    assert first is not None
    # FFmpeg rounds a clip's times to its own clock.
    off = [
        abs(at - first - (at_sent - first_sent))
        for at, (_, at_sent) in zip(times, sent.pictures, strict=True)
        if at
    ]
    assert max(off) <= 1
    figures = incoming.figures
    assert (figures.lost, figures.malformed, figures.dropped, figures.garbage_bytes) == (0, 0, 0, 0)


@pytest.mark.parametrize("chunk_bytes", [700, 65_536])
@pytest.mark.parametrize(
    ("encoder", "codec", "options"),
    [
        ("libx264", "h264", {"preset": "ultrafast", "g": "20", "bf": "0"}),
        ("libx264", "h264", {"preset": "ultrafast", "g": "20", "bf": "2", "x264-params": "slices=4:aud=1"}),
        (
            "libx265",
            "h265",
            {"preset": "ultrafast", "x265-params": "keyint=20:slices=3:aud=1:log-level=none"},
        ),
    ],
)
def test_encoded_pictures_come_back(
    encoder: str, codec: str, options: dict[str, str], chunk_bytes: int
) -> None:
    assert_same(encoded(encoder, options), codec, chunk_bytes)


@pytest.mark.parametrize("chunk_bytes", [700, 65_536])
def test_a_recording_comes_back(shared_folder: Path, chunk_bytes: int) -> None:
    assert_same(remuxed(shared_folder / "video" / "car-detection.mp4"), "h264", chunk_bytes)
