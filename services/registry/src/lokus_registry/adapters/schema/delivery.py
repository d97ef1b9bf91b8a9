"""What cameras delivered: running and closed intervals, who reported them, what each camera is now.

No column refers to `cameras`: a camera's record outlives it, and ingest reports one for a moment
after it was removed.
"""

import re
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    Table,
    Text,
)

from lokus_registry.adapters.schema.base import METADATA, words
from lokus_registry.domain.delivery.state import DeliveryState

_PARTITION: Final = re.compile(r"^delivery_intervals_\d{4}_\d{2}$")

_MOMENT: Final = DateTime(timezone=True)


def _of_a_camera() -> tuple[Column[str], Column[str]]:
    return Column("tenant", Text, primary_key=True), Column("camera", Text, primary_key=True)


def _measured() -> tuple[Column[Any], ...]:
    return (
        Column("state", words(DeliveryState), nullable=False),
        Column("reason", Text),
        Column("width", Integer),
        Column("height", Integer),
        Column("fps", Float),
    )


delivery_reporters: Final = Table(
    "delivery_reporters",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("reporter", Text, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("ended_at", _MOMENT, nullable=False),
    Column("silent", Boolean, nullable=False),
)
"""The last report folded of each reporter. Its end is the end of all its running intervals."""

delivery_open: Final = Table(
    "delivery_open",
    METADATA,
    *_of_a_camera(),
    Column("started_at", _MOMENT, nullable=False),
    *_measured(),
    Column("codec", Text),
    Column("reporter", Text, nullable=False),
    Index(None, "tenant", "reporter"),
)
"""The running interval of each camera; it ends where its reporter's last report does."""

delivery_intervals: Final = Table(
    "delivery_intervals",
    METADATA,
    *_of_a_camera(),
    Column("started_at", _MOMENT, primary_key=True),
    Column("ended_at", _MOMENT, nullable=False),
    *_measured(),
    Column("reporter", Text, nullable=False),
    CheckConstraint("ended_at > started_at", name="forward"),
    postgresql_partition_by="RANGE (started_at)",
)
"""Closed intervals, each within one month of Asia/Jakarta: a partition for each month."""

delivery_place: Final = Table(
    "delivery_place",
    METADATA,
    Column("stream", Text, primary_key=True),
    Column("life", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
)
"""Up to where a JetStream stream, in one of its lives, need not be read again."""

camera_status: Final = Table(
    "camera_status",
    METADATA,
    *_of_a_camera(),
    *_measured(),
    Column("codec", Text),
    Column("since", _MOMENT, nullable=False),
    Index(None, "tenant", "state", "camera"),
)
"""What each camera is now, written when it changes; a camera without a row is unknown."""


def is_described(_: object, name: str | None, kind: str, *__: object) -> bool:
    """Alembic's `include_object`: whether the tables say what this thing should be.

    The months of `delivery_intervals` come and go by the clock, each with the shape of its parent,
    so neither tables nor migrations name them.
    """
    return not (kind == "table" and _PARTITION.match(name or ""))
