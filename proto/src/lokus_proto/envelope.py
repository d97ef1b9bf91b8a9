"""The envelope of every event, state and command: CloudEvents 1.0, structured mode, JSON.

`id` is also the `Nats-Msg-Id`, so that JetStream drops a message sent twice. `data` is one of the
models of `v1/`; each names its own `type` and schema. Readers ignore fields that they do not know.
"""

from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from lokus_proto.subjects import TOKEN_PATTERN

SCHEMA_ROOT = "https://schemas.lokus.id/v1"

Token = Annotated[str, StringConstraints(pattern=TOKEN_PATTERN)]
"""An opaque id that may stand in a subject."""


class Message(BaseModel):
    """A v1 message body. `TYPE` is the CloudEvents type, `SCHEMA` the schema's short name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]
    SCHEMA: ClassVar[str]


D = TypeVar("D", bound=Message)


class Envelope(BaseModel, Generic[D]):
    """CloudEvents 1.0 attributes around one message. `subject` is the id of the entity it is about."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: str = Field(min_length=1, max_length=128)
    type: str
    source: str = Field(description="who sent it, as /lokus/<service>")
    subject: Token
    tenant: Token
    time: AwareDatetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    data: D

    def to_bytes(self) -> bytes:
        """UTF-8 JSON, nulls left out."""
        return self.model_dump_json(exclude_none=True).encode()


def envelope(
    data: D, *, message_id: str, service: str, tenant: str, subject: str, time: AwareDatetime
) -> Envelope[D]:
    """Wrap `data`; type and schema are its own. Ids are checked by `subjects`, which spells the address."""
    return Envelope[D].model_construct(
        specversion="1.0",
        id=message_id,
        type=data.TYPE,
        source=f"/lokus/{service}",
        subject=subject,
        tenant=tenant,
        time=time,
        datacontenttype="application/json",
        dataschema=f"{SCHEMA_ROOT}/{data.SCHEMA}.json",
        data=data,
    )


def open_envelope(payload: bytes, expected: type[D]) -> Envelope[D]:
    """Parse and check one message; ValueError (pydantic's) names what is wrong and where."""
    opened: Envelope[Any] = Envelope[expected].model_validate_json(payload)  # type: ignore[valid-type]
    if opened.type != expected.TYPE:
        raise ValueError(f"type: {opened.type!r} where {expected.TYPE!r} was expected")
    return opened
