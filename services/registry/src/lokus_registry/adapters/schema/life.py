"""The lives of cameras: where each stands, every edge that it took.

What says something of a camera goes with it; the history stays, and another camera of the same id
continues it.
"""

from typing import Any, Final

from sqlalchemy import Boolean, Column, DateTime, ForeignKeyConstraint, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lokus_registry.adapters.schema.base import METADATA, within_tenant, words
from lokus_registry.domain.life.acceptance_test import Outcome
from lokus_registry.domain.life.placement import Verdict
from lokus_registry.domain.life.state import LifeState

_MOMENT: Final = DateTime(timezone=True)


def _of_a_camera() -> tuple[Column[str], Column[str]]:
    return Column("tenant", Text, primary_key=True), Column("camera", Text, primary_key=True)


def _goes_with_the_camera() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant", "camera"], ["cameras.tenant", "cameras.id"], ondelete="CASCADE")


def _who_and_why() -> tuple[Column[Any], ...]:
    return Column("by", Text, nullable=False), Column("reason", Text)


camera_life: Final = Table(
    "camera_life",
    METADATA,
    *_of_a_camera(),
    Column("state", words(LifeState), nullable=False),
    Column("since", _MOMENT, nullable=False),
    *_who_and_why(),
    Column("consented", Boolean, nullable=False),
    Column("registered_at", _MOMENT, nullable=False),
    Column("pictures_after", _MOMENT, nullable=False),
    _goes_with_the_camera(),
    Index(None, "tenant", "state"),
    Index("ix_camera_life_waiting", "registered_at", postgresql_where=text("state = 'registered'")),
)
"""Every camera has a row from its registration on."""

camera_life_changes: Final = Table(
    "camera_life_changes",
    METADATA,
    *_of_a_camera(),
    Column("number", Integer, primary_key=True),
    Column("before", words(LifeState)),
    Column("state", words(LifeState), nullable=False),
    Column("verb", Text, nullable=False),
    *_who_and_why(),
    Column("organisation", Text),
    Column("at", _MOMENT, nullable=False),
)

camera_consents: Final = Table(
    "camera_consents",
    METADATA,
    *_of_a_camera(),
    Column("number", Integer, primary_key=True),
    Column("terms", Text, nullable=False),
    Column("letter", Text),
    Column("given_at", _MOMENT, nullable=False),
    Column("by", Text, nullable=False),
    Column("withdrawn_at", _MOMENT),
    Column("withdrawn_by", Text),
    Column("withdrawal_reason", Text),
    _goes_with_the_camera(),
    within_tenant("letter", "files"),
)

camera_placements: Final = Table(
    "camera_placements",
    METADATA,
    *_of_a_camera(),
    Column("aim", Text, nullable=False),
    Column("must_not_see", ARRAY(Text), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _MOMENT, nullable=False),
    Column("snapshot", Text),
    Column("verdict", words(Verdict)),
    Column("note", Text),
    Column("checked_by", Text),
    Column("checked_at", _MOMENT),
    Column("checked_for", Text),
    _goes_with_the_camera(),
    within_tenant("snapshot", "files"),
)

camera_acceptance_tests: Final = Table(
    "camera_acceptance_tests",
    METADATA,
    *_of_a_camera(),
    Column("number", Integer, primary_key=True),
    Column("outcome", words(Outcome), nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("expected", JSONB, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _MOMENT, nullable=False),
    Column("started_at", _MOMENT),
    Column("finished_at", _MOMENT),
    Column("criteria", JSONB, nullable=False),
    Column("claimed_until", _MOMENT),
    _goes_with_the_camera(),
    Index("ix_camera_acceptance_tests_open", "asked_at", postgresql_where=text("finished_at IS NULL")),
)
"""A test that runs is claimed by one process for a while; one whose claim has run out starts over."""
