"""Settings of analytics: what every service needs, and nothing more."""

from typing import ClassVar

from pydantic_settings import SettingsConfigDict

from lokus_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Environment variables `LOKUS_ANALYTICS_*`."""

    model_config = SettingsConfigDict(env_prefix="LOKUS_ANALYTICS_", frozen=True, extra="forbid")
    service: ClassVar[str] = "analytics"
