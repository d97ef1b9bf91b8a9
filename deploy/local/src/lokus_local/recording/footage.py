"""The commands `lokus recording timeline` and `lokus recording clip`."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn, TypeVar

import httpx
import typer

from lokus_kit.clock import SystemClock
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.importing.screen import Screen
from lokus_local.recording.gateway import FootageError, Gateway, Got
from lokus_local.recording.moments import SPELLINGS, moment
from lokus_local.recording.table import lines
from lokus_local.running_registry import NotRunningError, running_gateway

TOKEN_VARIABLE: Final = "LOKUS_TOKEN"  # noqa: S105 (a name)

R = TypeVar("R")

Camera = Annotated[str, typer.Argument(help="The camera's id.")]
From = Annotated[str, typer.Option("--from", help=f"When it begins: {SPELLINGS}.")]
Until = Annotated[str, typer.Option("--until", help="When it ends, spelled alike.")]
Person = Annotated[str, typer.Option("--as", help="The demo identity that asks.")]
GatewayUrl = Annotated[
    str | None,
    typer.Option(
        "--gateway",
        help=f"A gateway elsewhere; its token comes from {TOKEN_VARIABLE}.",
        show_default=False,
    ),
]
HomeFolder = Annotated[Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)]


def timeline(
    camera: Camera,
    start: From = "1h",
    until: Until = "0s",
    as_json: Annotated[  # noqa: FBT002
        bool, typer.Option("--json", help="Print what the gateway answers.")
    ] = False,
    person: Person = "partner.owner",
    gateway: GatewayUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Show what is recorded of a camera, and why the rest is not.

    lokus recording timeline cam-plaza-mitra-atrium --from 10m
    """
    begin, end = _moments("timeline", start, until)

    async def ask(asking: Gateway) -> dict[str, Any]:
        return await asking.timeline(camera, begin, end)

    told = _run("timeline", ask, gateway, person, Home(home))
    for line in [json.dumps(told, indent=2)] if as_json else lines(told):
        typer.echo(line)


def clip(
    camera: Camera,
    file: Annotated[Path, typer.Option("--output", "-o", help="Where to write it, as .mp4.", dir_okay=False)],
    start: From = "1m",
    until: Until = "0s",
    person: Person = "partner.owner",
    gateway: GatewayUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Write what was recorded of a camera to an MP4 file, as the camera encoded it.

    lokus recording clip cam-plaza-mitra-atrium --from 5m --until 3m -o atrium.mp4
    """
    begin, end = _moments("clip", start, until)
    screen = Screen(sys.stderr)

    def progress(size_bytes: int, of_bytes: int | None) -> None:
        part = f" ({size_bytes * 100 // of_bytes} %)" if of_bytes else ""
        screen.pass_by(f"{size_bytes / 1e6:.1f} MB{part}")

    async def fetch(asking: Gateway) -> Got:
        return await asking.clip(camera, begin, end, file, progress)

    got = _run("clip", fetch, gateway, person, Home(home))
    screen.say(f"{file}: {got.size_bytes / 1e6:.1f} MB, from {got.start} until {got.until}")


def _moments(command: str, start: str, until: str) -> tuple[datetime, datetime]:
    now = SystemClock().now()
    try:
        return moment(start, now), moment(until, now)
    except ValueError as error:
        _stop(command, str(error))


def _run(
    command: str, ask: Callable[[Gateway], Awaitable[R]], gateway: str | None, person: str, home: Home
) -> R:
    async def asking() -> R:
        url, token = _access(gateway, person, home)
        async with httpx.AsyncClient(trust_env=False) as http:
            return await ask(Gateway(http, url, token))

    try:
        return asyncio.run(asking())
    except (FootageError, NotRunningError, OSError) as error:
        _stop(command, str(error))


def _access(gateway: str | None, person: str, home: Home) -> tuple[str, str]:
    if gateway is None:
        url, token_of = running_gateway(home)
        return url, token_of(person)
    token = os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise NotRunningError(f"put a token for {gateway} into {TOKEN_VARIABLE}")
    return gateway.rstrip("/"), token


def _stop(command: str, reason: str) -> NoReturn:
    typer.echo(f"lokus recording {command}: {reason}", err=True)
    raise typer.Exit(1)
