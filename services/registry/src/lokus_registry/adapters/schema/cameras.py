"""Cameras, and the last versions of those that are gone, so that another of the same id counts on."""

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.recording import RecordingPolicy
from lokus_registry.adapters.schema.base import METADATA, key, position, within_tenant
from lokus_registry.domain.camera import Onvif, Stream


class StreamsColumn(TypeDecorator[tuple[Stream, ...]]):
    """A camera's streams, read and written only as a whole."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: tuple[Stream, ...] | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return [{"name": each.name, "url": each.url, "transport": each.transport} for each in value or ()]

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[Stream, ...]:  # noqa: ARG002
        """From JSON."""
        return tuple(_stream(**each) for each in value or ())


def _stream(name: str, url: str, transport: str) -> Stream:
    return Stream(StreamName(name), url, Transport(transport))


class OnvifColumn(TypeDecorator[Onvif]):
    """A camera's device, if it has one."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Onvif | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return None if value is None else asdict(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Onvif | None:  # noqa: ARG002
        """From JSON."""
        return None if value is None else Onvif(**value)


class RecordingColumn(TypeDecorator[RecordingPolicy]):
    """How a camera is recorded, if its owner ever said so."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: RecordingPolicy | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return None if value is None else value.model_dump(mode="json")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> RecordingPolicy | None:  # noqa: ARG002
        """From JSON."""
        return None if value is None else RecordingPolicy.model_validate(value)


cameras: Final = Table(
    "cameras",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("vendor", Text),
    Column("streams", StreamsColumn, nullable=False),
    Column("sealed_credentials", Text),
    Column("motion_analytics", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    *position(),
    Column("onvif", OnvifColumn),
    Column("recording", RecordingColumn),
    Column("version", Integer, nullable=False),
    within_tenant("zone", "zones"),
    within_tenant("vendor", "organisations"),
    CheckConstraint("version > 0", name="version"),
    Index(None, "tenant", "zone"),
    Index(None, "tenant", "vendor", "id"),
)

removed_cameras: Final = Table(
    "removed_cameras",
    METADATA,
    *key(),
    Column("version", Integer, nullable=False),
    Column("recording", RecordingColumn),
)
