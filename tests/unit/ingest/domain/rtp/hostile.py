"""Bytes that no camera should send: they may not break, hang or fill the memory of whoever takes them."""

from lokus_ingest.domain.failure import Unreadable
from lokus_ingest.domain.rtp.depacketizer import MAX_PICTURE_BYTES
from lokus_ingest.domain.rtp.media_track import MediaTrack, TrackKind
from lokus_ingest.domain.rtp.rtsp_text import MAX_BODY_BYTES, MAX_HEAD_BYTES
from unit.ingest.domain.rtp.packets import AUDIO, VIDEO, Rig

WAITS_AT_MOST_BYTES = MAX_HEAD_BYTES + MAX_BODY_BYTES
H265 = MediaTrack(TrackKind.VIDEO, "h265", 96, 90_000, 0, {"sprop-max-don-diff": "1"})


def endure(stream: bytes, chunk_bytes: int) -> None:
    """Feed a stream to both codecs; an AssertionError or any other error is a bug."""
    for video in (VIDEO, H265):
        rig = Rig(video, AUDIO)
        try:
            for number, at in enumerate(range(0, len(stream), chunk_bytes)):
                rig.feed(stream[at : at + chunk_bytes], now_seconds=number * 0.7)
                rig.incoming.reports(number * 0.7)
        except Unreadable:
            continue
        _check(rig, len(stream))


def _check(rig: Rig, stream_bytes: int) -> None:
    figures = rig.incoming.figures
    assert figures.stream_bytes == stream_bytes
    assert figures.garbage_bytes <= stream_bytes
    assert min(figures.packets, figures.lost, figures.late, figures.dropped) >= 0
    assert len(rig.incoming._splitter._waiting) <= WAITS_AT_MOST_BYTES
    assert rig.incoming._video is not None
    assert sum(map(len, rig.incoming._video[1]._parts)) <= MAX_PICTURE_BYTES
    # Each NAL unit may get four bytes of start code for the three it has at least in an aggregate.
    assert sum(len(picture.payload) for picture in rig.pictures) <= 3 * stream_bytes
