"""The JetStream streams and the bucket that keep what must outlive a process.

Media, detections and commands are never kept: media are worth nothing a second later, and
JetStream would answer a request on the command plane in the service's stead.
"""

from dataclasses import dataclass
from typing import Final

from lokus_proto import subjects

_HOUR = 3600.0
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class JetStreamStream:
    """One plane kept by JetStream. `max_age_seconds` 0 keeps for ever.

    `key_value`: clients may read it as a bucket of keys and values.
    """

    name: str
    subject: str
    max_age_seconds: float
    max_bytes: int
    last_per_subject: bool
    compressed: bool = False
    key_value: bool = False


STATE: Final = JetStreamStream(
    name="LOKUS_V1_STATE",
    subject=subjects.plane(subjects.Plane.STATE),
    max_age_seconds=0.0,
    max_bytes=-1,
    last_per_subject=True,
)
"""A compacted log: the newest message of each subject, so that a new reader learns the present."""

EVENT: Final = JetStreamStream(
    name="LOKUS_V1_EVENT",
    subject=subjects.plane(subjects.Plane.EVENT),
    max_age_seconds=72 * _HOUR,
    max_bytes=1024 * _MIB,
    last_per_subject=False,
)

AUDIT: Final = JetStreamStream(
    name="LOKUS_V1_AUDIT",
    subject=subjects.plane(subjects.Plane.AUDIT),
    max_age_seconds=0.0,
    max_bytes=-1,
    last_per_subject=False,
)

CHANGE: Final = JetStreamStream(
    name="LOKUS_V1_CHANGE",
    subject=subjects.plane(subjects.Plane.CHANGE),
    max_age_seconds=72 * _HOUR,
    max_bytes=1024 * _MIB,
    last_per_subject=False,
)

DELIVERY: Final = JetStreamStream(
    name="LOKUS_V1_DELIVERY",
    subject=subjects.plane(subjects.Plane.DELIVERY),
    max_age_seconds=7 * 24 * _HOUR,
    max_bytes=-1,
    last_per_subject=False,
    compressed=True,
)
"""Reports say the same again and again: compressed they take a tenth or less."""

INGEST_WORKERS: Final = JetStreamStream(
    name=f"KV_{subjects.INGEST_WORKERS_BUCKET}",
    subject=subjects.all_ingest_workers(),
    max_age_seconds=4.0,
    max_bytes=-1,
    last_per_subject=True,
    key_value=True,
)
"""A bucket: each ingest worker says here every second that it is there, under a key of its own.

Its sequence never goes back, not even when the bucket is made anew: epochs are read from it.
"""

RECORDING: Final = JetStreamStream(
    name="LOKUS_V1_RECORDING",
    subject=subjects.plane(subjects.Plane.RECORDING),
    max_age_seconds=30 * 24 * _HOUR,
    max_bytes=-1,
    last_per_subject=False,
    compressed=True,
)
"""Which segments were closed, with their hashes; longer than most recordings are kept."""

FOOTAGE: Final = JetStreamStream(
    name="LOKUS_V1_FOOTAGE",
    subject=subjects.plane(subjects.Plane.FOOTAGE),
    max_age_seconds=14 * 24 * _HOUR,
    max_bytes=-1,
    last_per_subject=True,
)
"""Orders to store late footage, and how far each is; workers share the orders through one consumer."""

LATE_FOOTAGE_BUCKET: Final = "lokus-v1-late-footage"
"""Object store of files on their way from whoever sent them to the worker that stores them."""

LATE_FOOTAGE_MAX_AGE_SECONDS: Final = 48 * _HOUR
LATE_FOOTAGE_MAX_BYTES: Final = 2048 * _MIB
"""When it is full it takes no more: a file that was begun is never lost to another one."""
LATE_FOOTAGE_PART_BYTES: Final = 4 * _MIB

SNAPSHOT_BUCKET: Final = "lokus-v1-snapshots"
"""Object store of the JPEG pictures that events refer to."""

PROBE_BUCKET: Final = "lokus-v1-probes"
"""Object store of the registry's probes: what devices are and offer, for an hour."""

PROBE_MAX_AGE_SECONDS: Final = _HOUR
PROBE_MAX_BYTES: Final = 64 * _MIB

SNAPSHOT_MAX_AGE_SECONDS: Final = EVENT.max_age_seconds
SNAPSHOT_MAX_BYTES: Final = 1024 * _MIB


def late_footage_part(tenant: str, footage: str, number: int) -> str:
    """The key of a part of a file of late footage in its bucket; parts are numbered from 0."""
    return f"{tenant}/{footage}/{number}"
