"""The gateway's settings, from `LOKUS_GATEWAY_...`."""

import ipaddress
from typing import ClassVar

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from lokus_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the gateway is told at start."""

    model_config = SettingsConfigDict(env_prefix="LOKUS_GATEWAY_", frozen=True, extra="forbid")
    service: ClassVar[str] = "access-gateway"

    database_url: SecretStr = Field(description="postgresql://USER:PASSWORD@HOST:PORT/NAME")
    oidc_issuers: str = Field(min_length=1, description="trusted issuer URLs, separated by commas")
    public_url: str = Field(pattern=r"^https?://", description="the gateway as browsers reach it")
    console_issuer: str = Field(pattern=r"^https?://", description="the issuer that the page logs in with")
    console_client_id: str = Field(default="lokus-console", description="the page's client id there")
    webrtc_hosts: str = Field(
        default="", description="addresses to offer as ICE candidates; empty: all of the machine's"
    )

    @field_validator("webrtc_hosts")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for host in filter(None, value.split(",")):
            ipaddress.ip_address(host.strip())
        return value

    @property
    def issuers(self) -> tuple[str, ...]:
        """The trusted issuers."""
        return _parts(self.oidc_issuers)

    @property
    def ice_hosts(self) -> tuple[str, ...]:
        """The addresses to offer."""
        return _parts(self.webrtc_hosts)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
