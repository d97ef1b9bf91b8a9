"""What lies on a camera's card, and which parts of it are to be fetched. Times are the device's own.

A card may hold one recording that goes on, or one for each event; what they share is fetched once. A recorder
of several cameras holds recordings of several sources at once: nobody can tell here which of them is the
camera's, and footage under a wrong name is worse than none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_proto.v1.probe import ProbeReason

_MILLISECOND: Final = timedelta(milliseconds=1)
CLOCK_GRAIN: Final = timedelta(seconds=2)
"""Devices tell their clock in whole seconds, and take a while to: a smaller offset is none that is known."""


@dataclass(frozen=True, slots=True)
class CardRecording:
    """A recording with video. `start` and `until`: None where the device does not say; `source`: of what."""

    token: str
    source: str
    start: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """What to replay of one recording."""

    recording: str
    start: datetime
    until: datetime


def stretches(
    recordings: Sequence[CardRecording], start: datetime, until: datetime, source: str | None = None
) -> list[Stretch]:
    """What to replay for a range, in the order of time and nothing twice; DeviceFailure if nobody can tell.

    `source`: what the device calls the camera's own, if that is known; it decides where there are several.
    """
    found = [each for each in recordings if _overlaps(each, start, until)]
    if len({each.source for each in found}) > 1:
        found = [each for each in found if source is not None and each.source == source]
        if not found:
            raise DeviceFailure(
                ProbeReason.FAULT,
                "the device holds recordings of several sources and does not say which is this camera's: "
                "name the camera's profile in `onvif`, or hand the footage in as a file",
            )
    wanted: list[Stretch] = []
    for each in sorted(found, key=lambda each: (each.start or start, each.token)):
        begins = max(start, each.start or start, wanted[-1].until if wanted else start)
        ends = min(until, each.until or until)
        if begins < ends:
            wanted.append(Stretch(each.token, begins, ends))
    return wanted


def known_offset(offset: timedelta | None) -> timedelta:
    """How far the device's clock is ahead of ours, to the millisecond; DeviceFailure if nobody can know."""
    if offset is None:
        raise DeviceFailure(
            ProbeReason.FAULT, "the device does not tell its time, so nobody knows when it recorded what"
        )
    return round(offset / _MILLISECOND) * _MILLISECOND if abs(offset) >= CLOCK_GRAIN else timedelta(0)


def _overlaps(recording: CardRecording, start: datetime, until: datetime) -> bool:
    begins, ends = recording.start, recording.until
    return (begins is None or begins < until) and (ends is None or ends > start)
