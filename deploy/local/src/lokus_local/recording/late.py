"""The commands `lokus recording upload`, `fetch` and `uploads`: footage that comes afterwards."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lokus_kit.clock import SystemClock
from lokus_local.asking import Asked, HomeFolder, Person, RegistryUrl, run, stop
from lokus_local.home import DEFAULT_HOME
from lokus_local.importing.screen import Screen
from lokus_local.recording.late_footage import (
    Claim,
    State,
    all_of,
    order_from_card,
    send,
    sha256_of,
    until_end,
)
from lokus_local.recording.late_footage_line import line, progress_line
from lokus_local.recording.moments import SPELLINGS, typed_moment
from lokus_local.service_access import ServiceAccess

Camera = Annotated[str, typer.Argument(help="The camera's id.")]
Wait = Annotated[bool, typer.Option("--wait", help="Until it is stored or refused.")]


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
    wait: Wait = False,  # noqa: FBT002
    person: Person = "vendor.tech",
    registry: RegistryUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Send footage that was recorded while the line of a camera was away.

    lokus recording upload tps-menteng-012-1 usb.mp4 --starts-at 2026-02-14T07:00:00+07:00 --wait

    Sent a second time it is the same footage, and nothing is stored twice. Exit code 1: it was refused.
    """
    command, screen = "recording upload", Screen(sys.stderr)
    begin = typed_moment(command, starts_at, SystemClock().now())
    screen.pass_by("reading the file")
    try:
        claim = Claim(file, sha256_of(file), begin, round(clock_offset * 1000), frames_per_second)
    except OSError as error:
        stop(command, str(error))

    async def ask(asked: ServiceAccess) -> State:
        state = await send(asked, camera, claim, lambda sent, of: screen.pass_by(progress_line(sent, of)))
        return await _end(asked, state, screen) if wait else state

    _tell(run(command, Asked("registry", registry, person, home), ask), screen)


def fetch(
    camera: Camera,
    start: Annotated[str, typer.Option("--from", help=f"When it begins: {SPELLINGS}.")],
    until: Annotated[str, typer.Option("--until", help="When it ends, spelled alike.")] = "0s",
    wait: Wait = False,  # noqa: FBT002
    person: Person = "vendor.tech",
    registry: RegistryUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Have what a camera kept on its own card fetched and stored as late footage (ONVIF Profile G).

    lokus recording fetch tps-menteng-012-1 --from 2026-02-14T07:00:00+07:00 --until 2026-02-14T07:42:00+07:00

    Asked for a second time it is the same footage, and nothing is stored twice. Exit code 1: it was refused.
    """
    command, screen = "recording fetch", Screen(sys.stderr)
    now = SystemClock().now()
    wanted = typed_moment(command, start, now), typed_moment(command, until, now)

    async def ask(asked: ServiceAccess) -> State:
        state = await order_from_card(asked, camera, *wanted)
        return await _end(asked, state, screen) if wait else state

    _tell(run(command, Asked("registry", registry, person, home), ask), screen)


def uploads(
    camera: Camera,
    person: Person = "vendor.tech",
    registry: RegistryUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Show what became of a camera's late footage of the last 14 days, what came last first.

    lokus recording uploads tps-menteng-012-1
    """

    async def ask(asked: ServiceAccess) -> list[State]:
        return await all_of(asked, camera)

    found = run("recording uploads", Asked("registry", registry, person, home), ask)
    for state in found:
        typer.echo(line(state))
    if not found:
        typer.echo("no late footage in the last 14 days", err=True)


async def _end(asked: ServiceAccess, state: State, screen: Screen) -> State:
    return await until_end(asked, state, lambda told: screen.pass_by(line(told)), SystemClock())


def _tell(state: State, screen: Screen) -> None:
    screen.say(line(state))
    if state["phase"] == "refused":
        raise typer.Exit(1)
