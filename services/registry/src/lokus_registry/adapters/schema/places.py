"""Sites and their zones."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Table, Text

from lokus_proto.v1.camera import SiteKind
from lokus_registry.adapters.schema.base import AREA_CODE, METADATA, key, position, within_tenant, words

sites: Final = Table(
    "sites",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("kind", words(SiteKind), nullable=False),
    Column("owner", Text, nullable=False),
    Column("area", AREA_CODE, nullable=False),
    Column("address", Text),
    *position(),
    within_tenant("owner", "organisations"),
    within_tenant("area", "areas"),
    Index(None, "tenant", "owner"),
    Index(None, "tenant", "area"),
)

zones: Final = Table(
    "zones",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    within_tenant("site", "sites"),
    Index(None, "tenant", "site"),
)
