"""What the commands that ask a service have in common: their options, and how they end."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final, NamedTuple, NoReturn, TypeVar

import httpx
import typer

from lokus_local.home import HOME_VARIABLE, Home
from lokus_local.running_service import NotRunningError, Service, running_service
from lokus_local.service_access import RefusedError, ServiceAccess

TOKEN_VARIABLE: Final = "LOKUS_TOKEN"  # noqa: S105 (a name)

R = TypeVar("R")

Person = Annotated[str, typer.Option("--as", help="The demo identity that asks.")]
HomeFolder = Annotated[Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)]
RegistryUrl = Annotated[
    str | None,
    typer.Option(
        "--registry", help=f"A registry elsewhere; its token comes from {TOKEN_VARIABLE}.", show_default=False
    ),
]
GatewayUrl = Annotated[
    str | None,
    typer.Option(
        "--gateway", help=f"A gateway elsewhere; its token comes from {TOKEN_VARIABLE}.", show_default=False
    ),
]


class Asked(NamedTuple):
    """Which service is asked, and as whom: of a home as a demo identity, or one elsewhere."""

    service: Service
    elsewhere: str | None
    person: str
    home: Path


def run(command: str, asked: Asked, ask: Callable[[ServiceAccess], Awaitable[R]]) -> R:
    """Ask, and give what was told; where nothing was, the command ends with the reason and exit code 1."""

    async def asking() -> R:
        url, token = _address_and_token(asked)
        async with httpx.AsyncClient(trust_env=False) as http:
            return await ask(ServiceAccess(http, url, token))

    try:
        return asyncio.run(asking())
    except (RefusedError, NotRunningError, OSError) as error:
        stop(command, str(error))


def stop(command: str, reason: str) -> NoReturn:
    """End a command that could not do its work."""
    typer.echo(f"lokus {command}: {reason}", err=True)
    raise typer.Exit(1)


def _address_and_token(asked: Asked) -> tuple[str, str]:
    if asked.elsewhere is None:
        url, token_of = running_service(asked.service, Home(asked.home))
        return url, token_of(asked.person)
    token = os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise NotRunningError(f"put a token for {asked.elsewhere} into {TOKEN_VARIABLE}")
    return asked.elsewhere.rstrip("/"), token
