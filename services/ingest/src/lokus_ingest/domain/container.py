"""What comes over HTTP, told by its first bytes: servers' words for it are often wrong."""

import re
from enum import StrEnum
from typing import Final

from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import ReasonKind

HEAD_BYTES: Final = 189
"""How much has to be seen: MPEG-TS shows itself by the beginning of its second packet."""
_TS_PACKET_BYTES: Final = 188
_TS_SYNC: Final = 0x47
_PLAYLIST: Final = b"#EXTM3U"
_MP4: Final = re.compile(rb".{4}(ftyp|styp|moof|sidx|emsg|prft)", re.DOTALL)


class Container(StrEnum):
    """What pictures come in; the values are FFmpeg's names."""

    FLV = "flv"
    MPEG_TS = "mpegts"
    MP4 = "mp4"
    PLAYLIST = "hls"


def container_of(content_type: str, head: bytes) -> Container:
    """Say what it is; SourceFailure if it is nothing that can be carried."""
    if head.startswith(b"FLV\x01"):
        return Container.FLV
    if head.removeprefix(b"\xef\xbb\xbf").startswith(_PLAYLIST):
        return Container.PLAYLIST
    if head[:1] == b"G" and (len(head) < HEAD_BYTES or head[_TS_PACKET_BYTES] == _TS_SYNC):
        return Container.MPEG_TS
    if _MP4.match(head):
        return Container.MP4
    if head.startswith(b"\xff\xd8") or content_type.lower().startswith(("multipart/", "image/")):
        raise SourceFailure(
            ReasonKind.CODEC,
            "the camera sends JPEG pictures (MJPEG) there, which nobody downstream reads: "
            "register its H.264 or H.265 stream instead",
        )
    raise SourceFailure(
        ReasonKind.NOT_RTSP,
        "what answers there sends no video that can be read (FLV, MPEG-TS, HLS or fragmented MP4): "
        "correct the path of the URL",
    )
