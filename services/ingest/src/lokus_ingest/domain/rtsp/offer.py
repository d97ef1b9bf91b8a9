"""What is taken of a description: its video, and its audio if there is some that we know.

Metadata, back channels (sendonly) and odd audio are not asked for, so that they cannot break anything.
"""

import binascii
import re
from typing import Final

from lokus_ingest.domain.failure import SourceFailure, Unreadable
from lokus_ingest.domain.nal import START_CODE
from lokus_ingest.domain.rtsp.sdp import Description, Format, Medium
from lokus_ingest.domain.rtsp.sound_offer import sound_format
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import ReasonKind

CODECS: Final = {"h264": Codec.H264, "h265": Codec.H265}
_SETS: Final = {
    "h264": ("sprop-parameter-sets",),
    "h265": ("sprop-vps", "sprop-sps", "sprop-pps"),
}
_OTHER_VIDEO: Final = frozenset(
    {
        "av1",
        "h261",
        "h263",
        "h263-1998",
        "h263-2000",
        "h266",
        "jpeg",
        "jpeg2000",
        "mp4v-es",
        "mpv",
        "vp8",
        "vp9",
    }
)
_NAME: Final = re.compile(r"[a-z0-9.+-]{1,20}", re.ASCII)

Offered = tuple[Medium, Format]


def video_of(description: Description) -> Offered:
    """The first video that we know; SourceFailure, or Unreadable if another reader may know better."""
    videos = [medium for medium in description.media if medium.kind == "video"]
    if not videos:
        raise SourceFailure(
            ReasonKind.NO_VIDEO, "the camera offers no video at this path: choose a stream with video"
        )
    videos.sort(key=lambda medium: medium.sendonly)  # some mark their own video so
    for medium in videos:
        for each in medium.formats:
            if each.codec in CODECS:
                return _plain(medium), each
    raise _unknown([each.codec for medium in videos for each in medium.formats])


def audio_of(description: Description) -> Offered | None:
    """The first audio that can be read."""
    for medium in description.media:
        if medium.kind == "audio" and not medium.sendonly and _is_plain(medium):
            for each in medium.formats:
                if sound_format(each) is not None:
                    return medium, each
    return None


def parameter_sets_of(video: Format) -> bytes:
    """The parameter sets that a video names beforehand, Annex B; those that are damaged are left out."""
    texts = ",".join(video.fmtp.get(name, "") for name in _SETS[video.codec]).split(",")
    return b"".join(START_CODE + found for text in texts if (found := _decoded(text)))


def _plain(medium: Medium) -> Medium:
    if not _is_plain(medium):
        raise Unreadable("the camera encrypts its packets (SRTP)")
    return medium


def _is_plain(medium: Medium) -> bool:
    return "savp" not in medium.protocol


def _unknown(codecs: list[str]) -> SourceFailure:
    name = next((codec for codec in codecs if _NAME.fullmatch(codec)), "an unknown encoding")
    if name in _OTHER_VIDEO:
        return SourceFailure(
            ReasonKind.CODEC, f"the camera sends {name}: set its video encoding to H.264 or H.265"
        )
    return Unreadable(f"the camera sends {name}")


def _decoded(text: str) -> bytes:
    """Base64, of which some cameras leave out the end."""
    bare = text.strip().rstrip("=").encode("utf-8", "surrogateescape")
    try:
        return binascii.a2b_base64(bare + b"=" * (-len(bare) % 4))
    except binascii.Error:
        return b""
