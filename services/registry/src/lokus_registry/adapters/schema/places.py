"""Sites and their zones."""

from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlalchemy import Boolean, Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from lokus_proto.v1.camera import SiteKind
from lokus_registry.adapters.schema.base import AREA_CODE, METADATA, key, position, within_tenant, words
from lokus_registry.domain.place import NoticeSign, SiteVariant


class NoticeSignColumn(TypeDecorator[NoticeSign]):
    """The record of a notice sign, read and written only as a whole."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: NoticeSign | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return None if value is None else {**asdict(value), "checked_on": value.checked_on.isoformat()}

    def process_result_value(self, value: Any | None, dialect: Dialect) -> NoticeSign | None:  # noqa: ARG002
        """From JSON."""
        if value is None:
            return None
        return NoticeSign(**{**value, "checked_on": date.fromisoformat(value["checked_on"])})


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
    Column("variant", words(SiteVariant)),
    Column("contact", Text),
    Column("command_post", Text),
    Column("notice_sign", NoticeSignColumn),
    within_tenant("contact", "people"),
    within_tenant("command_post", "sites"),
    within_tenant("owner", "organisations"),
    within_tenant("area", "areas"),
    Index(None, "tenant", "owner"),
    Index(None, "tenant", "contact"),
    Index(None, "tenant", "command_post"),
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
