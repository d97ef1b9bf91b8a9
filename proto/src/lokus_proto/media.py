"""One access unit on the wire: the payload untouched, the facts in NATS headers.

Payload: one encoded picture in Annex B byte-stream format (ITU-T H.264 or H.265, annex B). A key
frame carries its parameter sets in front, so a reader can start at any key frame knowing nothing.
`seq` counts up by one within a run: a gap is a loss, and the reader waits for the next key frame.
`epoch` says since when its worker has had the camera: while two workers have it for a moment, readers
keep to the higher one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

CODEC: Final = "Lokus-Codec"
PTS_90K: Final = "Lokus-Pts-90k"
KEY_FRAME: Final = "Lokus-Key-Frame"
RUN: Final = "Lokus-Run"
SEQ: Final = "Lokus-Seq"
CAPTURED_AT: Final = "Lokus-Captured-At"
EPOCH: Final = "Lokus-Epoch"

Rank = tuple[int, int]
"""Epoch and run: of two, the higher is the newer."""


class Codec(StrEnum):
    """Video codecs that travel on the bus."""

    H264 = "h264"
    H265 = "h265"


class AccessUnit(NamedTuple):
    """One encoded picture; a tuple, for a worker of ingest makes twelve thousand of them a second.

    `pts_90k`: presentation time in 1/90000 s since the start of the run; `run`: UTC milliseconds
    at which the run began, so a later run has the higher number; `captured_at`: when ingest had it;
    `epoch`: a later owner of the camera has the higher one, 0 if it is not told.
    """

    codec: Codec
    pts_90k: int
    key_frame: bool
    run: int
    seq: int
    captured_at: datetime
    payload: bytes
    epoch: int = 0

    @property
    def rank(self) -> Rank:
        """Of two access units of a stream, the one with the higher rank is of the newer run."""
        return self.epoch, self.run

    def headers(self) -> dict[str, str]:
        """The facts as NATS headers."""
        return {
            CODEC: self.codec,
            PTS_90K: str(self.pts_90k),
            KEY_FRAME: "1" if self.key_frame else "0",
            RUN: str(self.run),
            SEQ: str(self.seq),
            CAPTURED_AT: self.captured_at.astimezone(UTC).isoformat(timespec="microseconds"),
            EPOCH: str(self.epoch),
        }


def from_message(headers: Mapping[str, str] | None, payload: bytes) -> AccessUnit:
    """Read one access unit; ValueError says which header is missing or wrong."""
    if headers is None:
        raise ValueError("media message without headers")
    try:
        captured_at = datetime.fromisoformat(headers[CAPTURED_AT])
        if captured_at.tzinfo is None:
            raise ValueError(f"{CAPTURED_AT} has no time zone")
        return AccessUnit(
            codec=Codec(headers[CODEC]),
            pts_90k=int(headers[PTS_90K]),
            key_frame=_flag(headers[KEY_FRAME]),
            run=int(headers[RUN]),
            seq=int(headers[SEQ]),
            captured_at=captured_at,
            payload=payload,
            epoch=int(headers.get(EPOCH, "0")),
        )
    except KeyError as missing:
        raise ValueError(f"media message without the header {missing}") from missing


def _flag(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError(f"{KEY_FRAME} is {text!r}, not 0 or 1")
    return text == "1"
