"""One medium of a session, as its description and SETUP settled it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lokus_ingest.domain.sound import SoundFormat


class TrackKind(StrEnum):
    """What a track carries."""

    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class MediaTrack:
    """`codec`: the encoding name of a=rtpmap in lower case (`h264`, `h265`, `mpeg4-generic`, `pcma`, `opus`);
    `channel`: that of its RTP, RTCP has the next one; `fmtp`: parameters by their name in lower case;
    `sound`: what a decoder of an audio track is set up with, None if nobody knows.
    """  # noqa: D205 (one sentence for each field)

    kind: TrackKind
    codec: str
    payload_type: int
    clock_hz: int
    channel: int
    fmtp: Mapping[str, str] = field(default_factory=dict)
    sound: SoundFormat | None = None
