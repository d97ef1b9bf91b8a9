"""The commands `lokus recording upload` and `lokus recording uploads`: late footage, sent in afterwards."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn, TypeVar

import httpx
import typer

from lokus_kit.clock import SystemClock
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.importing.screen import Screen
from lokus_local.recording.late_footage import Claim, LateFootageError, Registry, sha256_of
from lokus_local.recording.moments import SPELLINGS, moment
from lokus_local.recording.upload_table import line, progress_line
from lokus_local.running_registry import NotRunningError, running_registry

TOKEN_VARIABLE: Final = "LOKUS_TOKEN"  # noqa: S105 (a name)

R = TypeVar("R")

Camera = Annotated[str, typer.Argument(help="The camera's id.")]
Person = Annotated[str, typer.Option("--as", help="The demo identity that asks.")]
RegistryUrl = Annotated[
    str | None,
    typer.Option(
        "--registry", help=f"A registry elsewhere; its token comes from {TOKEN_VARIABLE}.", show_default=False
    ),
]
HomeFolder = Annotated[Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)]


def upload(
    camera: Camera,
    file: Annotated[
        Path, typer.Argument(help="MP4, Matroska, MPEG-TS or raw H.264/H.265.", exists=True, dir_okay=False)
    ],
    starts_at: Annotated[str, typer.Option(help=f"When its first picture was taken: {SPELLINGS}.")],
    clock_offset: Annotated[
        float,
        typer.Option(help="Seconds that the clock it was made with lagged behind; less than 0: was ahead."),
    ] = 0.0,
    frames_per_second: Annotated[
        float | None, typer.Option(help="Of raw video, which says no times.", show_default=False)
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Until it is stored or refused.")] = False,  # noqa: FBT002
    person: Person = "vendor.tech",
    registry: RegistryUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Send footage that was recorded while the line of a camera was away.

    lokus recording upload tps-menteng-012-1 usb.mp4 --starts-at 2026-02-14T07:00:00+07:00 --wait

    Sent a second time it is the same footage, and nothing is stored twice. Exit code 1: it was refused.
    """
    try:
        begin = moment(starts_at, SystemClock().now())
    except ValueError as error:
        _stop("upload", str(error))
    screen = Screen(sys.stderr)
    screen.pass_by("reading the file")
    claim = Claim(file, sha256_of(file), begin, round(clock_offset * 1000), frames_per_second)

    async def send(asking: Registry) -> dict[str, Any]:
        told = await asking.send(camera, claim, lambda sent, of: screen.pass_by(progress_line(sent, of)))
        if wait:
            told = await asking.until_end(told, lambda state: screen.pass_by(line(state)), SystemClock())
        return told

    told = _run("upload", send, registry, person, Home(home))
    screen.say(line(told))
    if told["phase"] == "refused":
        raise typer.Exit(1)


def uploads(
    camera: Camera,
    person: Person = "vendor.tech",
    registry: RegistryUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Show what became of a camera's late footage of the last 14 days, what came last first.

    lokus recording uploads tps-menteng-012-1
    """

    async def ask(asking: Registry) -> list[dict[str, Any]]:
        return await asking.list(camera)

    found = _run("uploads", ask, registry, person, Home(home))
    for state in found:
        typer.echo(line(state))
    if not found:
        typer.echo("no late footage in the last 14 days", err=True)


def _run(
    command: str, ask: Callable[[Registry], Awaitable[R]], registry: str | None, person: str, home: Home
) -> R:
    async def asking() -> R:
        url, token = _access(registry, person, home)
        async with httpx.AsyncClient(trust_env=False) as http:
            return await ask(Registry(http, url, token))

    try:
        return asyncio.run(asking())
    except (LateFootageError, NotRunningError, OSError) as error:
        _stop(command, str(error))


def _access(registry: str | None, person: str, home: Home) -> tuple[str, str]:
    if registry is None:
        url, token_of = running_registry(home)
        return url, token_of(person)
    token = os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise NotRunningError(f"put a token for {registry} into {TOKEN_VARIABLE}")
    return registry.rstrip("/"), token


def _stop(command: str, reason: str) -> NoReturn:
    typer.echo(f"lokus recording {command}: {reason}", err=True)
    raise typer.Exit(1)
