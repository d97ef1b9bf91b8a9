"""Organisations and areas."""

from typing import Final

from sqlalchemy import Column, Index, Table, Text

from lokus_registry.adapters.schema.base import AREA_CODE, METADATA, key, within_tenant, words
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.organisation import OrganisationKind

organisations: Final = Table(
    "organisations",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("kind", words(OrganisationKind), nullable=False),
)

areas: Final = Table(
    "areas",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("id", AREA_CODE, primary_key=True),
    Column("name", Text, nullable=False),
    Column("level", words(AreaLevel), nullable=False),
    Column("parent", AREA_CODE),
    within_tenant("parent", "areas"),
    Index(None, "tenant", "parent"),
)
