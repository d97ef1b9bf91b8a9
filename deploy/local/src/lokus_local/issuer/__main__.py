"""The issuer's process: `python -m lokus_local.issuer`, a child of `lokus up`."""

import asyncio
import signal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from lokus_kit.clock import SystemClock
from lokus_kit.logs import set_up_logging
from lokus_kit.web import Server, bind
from lokus_local.issuer.app import new_issuer_app
from lokus_local.issuer.clients import Clients
from lokus_local.issuer.login import Codes
from lokus_local.issuer.signing import SigningKey
from lokus_local.issuer.tokens import TokenMint


class IssuerSettings(BaseSettings):
    """What `lokus up` tells the issuer; see `lokus_local.up.plan`."""

    model_config = SettingsConfigDict(env_prefix="LOKUS_ISSUER_", frozen=True)

    host: str = "127.0.0.1"
    port: int
    url: str
    signing_key: SecretStr
    page_origins: frozenset[str]
    client_secrets: dict[str, SecretStr] = {}
    """By client id; a machine without a secret here gets no token."""


async def serve(settings: IssuerSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    clock = SystemClock()
    key = SigningKey(settings.signing_key.get_secret_value())
    mint = TokenMint(settings.url, key, clock)
    clients = Clients({name: secret.get_secret_value() for name, secret in settings.client_secrets.items()})
    app = new_issuer_app(mint, key, Codes(clock), clients, settings.page_origins)
    server = Server(app, [bind(settings.host, settings.port, "LOKUS_ISSUER_PORT")])

    def stop() -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await server.run_until_stopped()


if __name__ == "__main__":
    set_up_logging("issuer")
    asyncio.run(serve(IssuerSettings()))
