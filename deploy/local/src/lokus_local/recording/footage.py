"""The commands `lokus recording timeline` and `lokus recording clip`."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from lokus_kit.clock import SystemClock
from lokus_local.asking import Asked, GatewayUrl, HomeFolder, Person, run
from lokus_local.home import DEFAULT_HOME
from lokus_local.importing.screen import Screen
from lokus_local.recording.clip_file import Got, write_clip
from lokus_local.recording.moments import SPELLINGS, typed_moment
from lokus_local.recording.table import lines
from lokus_local.service_access import ServiceAccess

Camera = Annotated[str, typer.Argument(help="The camera's id.")]
From = Annotated[str, typer.Option("--from", help=f"When it begins: {SPELLINGS}.")]
Until = Annotated[str, typer.Option("--until", help="When it ends, spelled alike.")]


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
    command = "recording timeline"
    wanted = _range(command, start, until)

    async def ask(asked: ServiceAccess) -> dict[str, Any]:
        return await asked.ask("GET", f"{_path(camera)}/recordings", params=wanted)

    told = run(command, Asked("access-gateway", gateway, person, home), ask)
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
    command, screen = "recording clip", Screen(sys.stderr)
    wanted = _range(command, start, until)

    def progress(size_bytes: int, of_bytes: int | None) -> None:
        part = f" ({size_bytes * 100 // of_bytes} %)" if of_bytes else ""
        screen.pass_by(f"{size_bytes / 1e6:.1f} MB{part}")

    async def ask(asked: ServiceAccess) -> Got:
        return await write_clip(asked, f"{_path(camera)}/clip", wanted, file, progress)

    got = run(command, Asked("access-gateway", gateway, person, home), ask)
    screen.say(f"{file}: {got.size_bytes / 1e6:.1f} MB, from {got.start} until {got.until}")


def _path(camera: str) -> str:
    return f"cameras/{quote(camera, safe='')}"


def _range(command: str, start: str, until: str) -> dict[str, str]:
    now = SystemClock().now()
    return {
        "from": typed_moment(command, start, now).isoformat(),
        "until": typed_moment(command, until, now).isoformat(),
    }
