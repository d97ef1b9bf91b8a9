"""Settings: one class per service, from environment variables of its own prefix, read once.

A variable with the prefix that no field knows is refused, so that a misspelt one cannot be silently
ignored. Secrets are `SecretStr`. `load` turns every mistake into one StartError that names the
variable, what is wrong, and never the value.
"""

import os
from typing import ClassVar, Self

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from lokus_kit.errors import StartError


class ServiceSettings(BaseSettings):
    """What every service needs. Subclasses set `service` and `model_config["env_prefix"]`."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    service: ClassVar[str]

    nats_url: str = Field(description="nats://TOKEN@HOST:PORT, several with commas")
    http_host: str = Field(default="127.0.0.1", description="address of the API and health port")
    http_port: int = Field(ge=0, le=65535, description="API and health port")
    metrics_host: str = Field(default="127.0.0.1", description="address of the internal port")
    metrics_port: int = Field(ge=0, le=65535, description="internal port: metrics and health, no token")
    log_level: str = Field(
        default="info", pattern="^(debug|info|warning|error)$", description="debug, info, warning or error"
    )

    @classmethod
    def variable(cls, field: str) -> str:
        """The environment variable of a field."""
        return f"{cls.model_config.get('env_prefix', '')}{field}".upper()

    @classmethod
    def load(cls) -> Self:
        """Read the environment; StartError says what to mend."""
        prefix = cls.variable("")
        known = {cls.variable(name) for name in cls.model_fields}
        unknown = sorted(name for name in os.environ if name.startswith(prefix) and name not in known)
        if unknown:
            raise StartError(f"unknown settings {', '.join(unknown)}; known are {', '.join(sorted(known))}")
        try:
            return cls()
        except ValidationError as error:
            wrong = "; ".join(
                f"{cls.variable(str(found['loc'][0]))}: {found['msg']}" for found in error.errors()
            )
            raise StartError(f"settings of {cls.service}: {wrong}") from None
