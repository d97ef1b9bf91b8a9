"""Which gaps of a recording a camera's card may fill.

A gap is worth it if something stood in the way that the card did not mind (the line, a worker, a disk) and if
it is over: what was not to be recorded is not fetched either. Footage from before the first that is known is
not missing: the camera may have been somebody else's then.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import utc_milliseconds
from lokus_proto.v1.footage import GapReason, RecordingGap, TimelineReply

LEAST: Final = timedelta(seconds=5)
_MAY_BE_FILLED: Final = frozenset({GapReason.SOURCE, GapReason.WORKER, GapReason.DISK, GapReason.UNKNOWN})


def fillable(timeline: TimelineReply, start: datetime) -> list[RecordingGap]:
    """Of a timeline that begins at `start`, the gaps that lie between two recordings and may be filled."""
    until = timeline.recorded_until
    return [gap for gap in timeline.gaps if until is not None and _is_worth_it(gap, start, until)]


def footage_of(key: StreamKey, gap: RecordingGap) -> str:
    """The id under which a gap is fetched: the same for the same gap, so that it is tried once."""
    return footage_id("gap", key, gap.start, gap.end)


def footage_id(kind: str, key: StreamKey, start: datetime, until: datetime) -> str:
    """An id of late footage that says, in a hash, what it is of."""
    said: Iterable[object] = (key.tenant, key.camera, key.stream, *map(utc_milliseconds, (start, until)))
    return f"{kind}-{hashlib.sha256(' '.join(map(str, said)).encode()).hexdigest()[:32]}"


def _is_worth_it(gap: RecordingGap, start: datetime, until: datetime) -> bool:
    between = start < gap.start and gap.end <= until
    return between and gap.reason in _MAY_BE_FILLED and gap.end - gap.start >= LEAST
