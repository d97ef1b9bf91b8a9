"""The settings of the registry, from variables that begin with `LOKUS_REGISTRY_`."""

from typing import ClassVar

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from lokus_kit.settings import ServiceSettings
from lokus_proto.jetstream import LATE_FOOTAGE_MAX_BYTES


class Settings(ServiceSettings):
    """What the registry needs beyond what every service does."""

    model_config = SettingsConfigDict(env_prefix="LOKUS_REGISTRY_")

    service: ClassVar[str] = "registry"

    database_url: SecretStr = Field(description="postgresql://USER:PASSWORD@HOST:PORT/NAME")
    oidc_issuers: str = Field(min_length=1, description="issuer URLs, separated by commas")
    credentials_keys: SecretStr = Field(
        min_length=1, description="Fernet keys that ingest shares, newest first, separated by commas"
    )

    delivery_retention_months: int = Field(
        default=25, ge=2, le=600, description="so many months are kept of what cameras delivered"
    )

    late_footage_max_bytes: int = Field(
        default=1024**3, ge=1024**2, le=LATE_FOOTAGE_MAX_BYTES, description="of one file of late footage"
    )

    @property
    def issuer_list(self) -> tuple[str, ...]:
        """The issuers to trust."""
        return _parts(self.oidc_issuers)

    @property
    def credentials_key_list(self) -> tuple[str, ...]:
        """The keys, newest first."""
        return _parts(self.credentials_keys.get_secret_value())


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
