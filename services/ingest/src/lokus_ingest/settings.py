"""The settings of ingest: environment variables `LOKUS_INGEST_...`."""

from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from lokus_ingest.domain.networks import DEFAULT, AllowedNetworks
from lokus_kit.settings import ServiceSettings
from lokus_proto.subjects import TOKEN_PATTERN
from lokus_proto.v1.ingest_worker import MAX_WEIGHT


class Settings(ServiceSettings):
    """What ingest needs besides what every service needs."""

    model_config = SettingsConfigDict(env_prefix="LOKUS_INGEST_", frozen=True, extra="forbid")

    service: ClassVar[str] = "ingest"

    credentials_keys: SecretStr = Field(description="Fernet keys, newest first, separated by commas")
    connects_per_second: float = Field(
        default=200.0,
        gt=0,
        description="connections to cameras that the whole fleet opens in a second at most; "
        "each worker takes its share",
    )
    segment_connects_per_second: float = Field(
        default=25.0, gt=0, description="the same, to one network segment (IPv4 /24, IPv6 /64)"
    )
    allowed_networks: str = Field(
        default=DEFAULT,
        description="where cameras may be pulled from: networks, separated by commas; `default` is all but "
        "loopback, link-local, the metadata addresses of clouds, multicast, unspecified and reserved ones",
    )

    worker: str = Field(
        default="",
        pattern=rf"^$|{TOKEN_PATTERN}",
        description="this worker's name, none other's; one that keeps it gets its own cameras back; "
        "a new one at each start if left out",
    )
    worker_weight: float = Field(
        default=1.0, gt=0, le=MAX_WEIGHT, description="its share of the cameras, against the other workers'"
    )

    recordings_url: str | None = Field(
        default=None,
        pattern=r"^(file|s3|gs|az)://",
        description="where recordings are kept: file:///folder, s3://bucket, gs://bucket or az://container; "
        "without it nothing is recorded",
    )
    recordings_spool: Path = Field(
        default=Path("recordings-spool"),
        description="local folder in which segments grow until the store has them",
    )
    recordings_high_water: float = Field(
        default=0.95,
        gt=0,
        le=1,
        description="part in use, of the spool's disk or of the store's if it is a folder, at which the "
        "oldest recordings go that nobody holds; with none left, recording stops until there is room",
    )
    recordings_low_water: float = Field(
        default=0.9,
        gt=0,
        le=1,
        validate_default=True,
        description="part in use at which that is enough, and from which on there is a warning; below the "
        "high-water mark",
    )
    card_kilobits_per_second: int = Field(
        default=8000,
        ge=100,
        description="how fast footage is fetched from a camera's own card at most: its live pictures come "
        "over the same line",
    )
    segment_seconds: int = Field(default=60, ge=10, le=60, description="how long a segment of a recording is")

    late_footage_folder: Path | None = Field(
        default=None,
        description="drop folder: files laid here as TENANT/CAMERA/START.mp4 are stored as late footage",
    )

    @field_validator("credentials_keys")
    @classmethod
    def _are_fernet_keys(cls, value: SecretStr) -> SecretStr:
        for key in _split(value):
            try:
                Fernet(key)
            except ValueError:
                raise ValueError("each must be 32 bytes in URL-safe base64, as Fernet makes them") from None
        return value

    @field_validator("recordings_low_water")
    @classmethod
    def _is_below_high_water(cls, value: float, others: ValidationInfo) -> float:
        high = others.data.get("recordings_high_water")
        if high is not None and value >= high:
            raise ValueError(
                f"{value:g} must be below {cls.variable('recordings_high_water')}, which is {high:g}"
            )
        return value

    @field_validator("allowed_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        AllowedNetworks.parse(value)
        return value

    def networks(self) -> AllowedNetworks:
        """Where cameras may be pulled from."""
        return AllowedNetworks.parse(self.allowed_networks)

    def worker_name(self) -> str:
        """The name that was given, or one that nobody has."""
        return self.worker or f"{self.service}-{uuid4().hex[:12]}"

    def fernet_keys(self) -> tuple[str, ...]:
        """The keys apart."""
        return _split(self.credentials_keys)


def _split(value: SecretStr) -> tuple[str, ...]:
    return tuple(key.strip() for key in value.get_secret_value().split(","))
