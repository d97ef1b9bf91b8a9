"""The gateway's settings, from `LOKUS_GATEWAY_...`."""

import base64
import ipaddress
from typing import ClassVar, Final

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from lokus_kit.settings import ServiceSettings

_KEY_BYTES: Final = 32


class Settings(ServiceSettings):
    """What the gateway is told at start."""

    model_config = SettingsConfigDict(env_prefix="LOKUS_GATEWAY_", frozen=True, extra="forbid")
    service: ClassVar[str] = "access-gateway"

    database_url: SecretStr = Field(description="postgresql://USER:PASSWORD@HOST:PORT/NAME")
    oidc_issuers: str = Field(min_length=1, description="trusted issuer URLs, separated by commas")
    public_url: str = Field(pattern=r"^https?://", description="the gateway as browsers reach it")
    console_issuer: str = Field(pattern=r"^https?://", description="the issuer that the page logs in with")
    console_client_id: str = Field(default="lokus-console", description="the page's client id there")
    edge: str = Field(
        default="gateway",
        pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$",
        description="this replica's name in the access log; each replica has its own",
    )
    log_key: SecretStr = Field(
        description="what the access logs are signed with: 32 random bytes in base64, kept for ever"
    )
    log_seals: SecretStr = Field(
        description="Fernet keys that hidden fields of the access logs are sealed with, the newest first"
    )
    webrtc_hosts: str = Field(
        default="", description="addresses to offer as ICE candidates; empty: all of the machine's"
    )

    @field_validator("webrtc_hosts")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for host in filter(None, value.split(",")):
            ipaddress.ip_address(host.strip())
        return value

    @field_validator("log_key", "log_seals")
    @classmethod
    def _keys(cls, value: SecretStr) -> SecretStr:
        for key in _parts(value.get_secret_value()):
            if len(base64.b64decode(key, altchars=b"-_")) != _KEY_BYTES:
                raise ValueError(f"a key is {_KEY_BYTES} bytes in base64")
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
