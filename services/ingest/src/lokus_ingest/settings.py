"""The settings of ingest: environment variables `LOKUS_INGEST_...`."""

from typing import ClassVar

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from lokus_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What ingest needs besides what every service needs."""

    model_config = SettingsConfigDict(env_prefix="LOKUS_INGEST_", frozen=True, extra="forbid")

    service: ClassVar[str] = "ingest"

    credentials_keys: SecretStr = Field(description="Fernet keys, newest first, separated by commas")

    @field_validator("credentials_keys")
    @classmethod
    def _are_fernet_keys(cls, value: SecretStr) -> SecretStr:
        for key in _split(value):
            try:
                Fernet(key)
            except ValueError:
                raise ValueError("each must be 32 bytes in URL-safe base64, as Fernet makes them") from None
        return value

    def fernet_keys(self) -> tuple[str, ...]:
        """The keys apart."""
        return _split(self.credentials_keys)


def _split(value: SecretStr) -> tuple[str, ...]:
    return tuple(key.strip() for key in value.get_secret_value().split(","))
