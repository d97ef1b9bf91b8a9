"""Organisations, their people, and areas."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Table, Text, UniqueConstraint

from lokus_registry.adapters.schema.base import AREA_CODE, METADATA, AreaCodes, key, within_tenant, words
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.organisation import OrganisationKind

organisations: Final = Table(
    "organisations",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("kind", words(OrganisationKind), nullable=False),
    Column("parent", Text),
    Column("jurisdiction", AreaCodes, nullable=False),
    within_tenant("parent", "organisations"),
    Index(None, "tenant", "parent"),
)

people: Final = Table(
    "people",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("phone", Text),
    Column("email", Text),
    Column("subject", Text),
    Column("active", Boolean, nullable=False),
    within_tenant("organisation", "organisations"),
    UniqueConstraint("tenant", "organisation", "subject"),
    Index(None, "tenant", "organisation", "id"),
)
"""Those of an organisation; a token's subject is one of them at most."""

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
