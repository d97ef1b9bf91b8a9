"""The command `lokus recording fetch`: footage from a camera's own card."""

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, NoReturn

import httpx
import typer

from lokus_kit.clock import SystemClock
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.importing.screen import Screen
from lokus_local.recording.card_footage import CardFootage, CardFootageError, State, line
from lokus_local.recording.moments import SPELLINGS, moment
from lokus_local.running_registry import NotRunningError, running_registry

TOKEN_VARIABLE: Final = "LOKUS_TOKEN"  # noqa: S105 (a name)


def fetch(
    camera: Annotated[str, typer.Argument(help="The camera's id.")],
    start: Annotated[str, typer.Option("--from", help=f"When it begins: {SPELLINGS}.")],
    until: Annotated[str, typer.Option("--until", help="When it ends, spelled alike.")] = "0s",
    wait: Annotated[bool, typer.Option("--wait", help="Until it is stored or refused.")] = False,  # noqa: FBT002
    person: Annotated[str, typer.Option("--as", help="The demo identity that asks.")] = "vendor.tech",
    registry: Annotated[
        str | None,
        typer.Option(
            help=f"A registry elsewhere; its token comes from {TOKEN_VARIABLE}.", show_default=False
        ),
    ] = None,
    home: Annotated[
        Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)
    ] = DEFAULT_HOME,
) -> None:
    """Have what a camera kept on its own card fetched and stored as late footage (ONVIF Profile G).

    lokus recording fetch tps-menteng-012-1 --from 2026-02-14T07:00:00+07:00 --until 2026-02-14T07:42:00+07:00

    Asked for a second time it is the same footage, and nothing is stored twice. Exit code 1: it was refused.
    """
    screen = Screen(sys.stderr)
    try:
        now = SystemClock().now()
        begin, end = moment(start, now), moment(until, now)
        access = _access(registry, person, Home(home))
        state = asyncio.run(_fetch(*access, camera, (begin, end), screen if wait else None))
    except (CardFootageError, NotRunningError, OSError, ValueError) as error:
        _stop(str(error))
    screen.say(line(state))
    if state["phase"] == "refused":
        raise typer.Exit(1)


async def _fetch(
    url: str, token: str, camera: str, wanted: tuple[datetime, datetime], screen: Screen | None
) -> State:
    async with httpx.AsyncClient(trust_env=False) as http:
        asking = CardFootage(http, url, token)
        state = await asking.order(camera, *wanted)
        if screen is None:
            return state
        return await asking.until_end(state, lambda told: screen.pass_by(line(told)), SystemClock())


def _access(registry: str | None, person: str, home: Home) -> tuple[str, str]:
    if registry is None:
        url, token_of = running_registry(home)
        return url, token_of(person)
    token = os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise NotRunningError(f"put a token for {registry} into {TOKEN_VARIABLE}")
    return registry.rstrip("/"), token


def _stop(reason: str) -> NoReturn:
    typer.echo(f"lokus recording fetch: {reason}", err=True)
    raise typer.Exit(1)
