"""The commands `lokus camera probe` and `lokus camera discover`."""

import asyncio
import os
from pathlib import Path
from typing import Annotated, Final

import typer

from lokus_kit.clock import SystemClock
from lokus_local.asking import Asked, HomeFolder, Person, RegistryUrl, run, stop
from lokus_local.camera.discovery import discover as ask_segment
from lokus_local.camera.probing import probe as have_probed
from lokus_local.camera.telling import Report, body, lines
from lokus_local.home import DEFAULT_HOME
from lokus_local.service_access import ServiceAccess

PASSWORD_VARIABLE: Final = "LOKUS_CAMERA_PASSWORD"  # noqa: S105 (a name)

camera = typer.Typer(no_args_is_help=True, help="Find ONVIF cameras, and look at what they offer.")


@camera.command()
def probe(
    address: Annotated[str, typer.Argument(help="HOST, HOST:PORT, or the URL of the device service.")],
    user: Annotated[str | None, typer.Option(help="A user of the camera.")] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(help="Where the password is; else it is asked for.", exists=True, dir_okay=False),
    ] = None,
    person: Person = "vendor.tech",
    registry: RegistryUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Look at an ONVIF device, and print the body that registers it as a camera.

    lokus camera probe 192.0.2.10 --user admin

    The password is asked for, or comes from LOKUS_CAMERA_PASSWORD or from --password-file: never from
    the command line, which every user of the machine can read.
    """
    credentials = None if user is None else {"username": user, "password": _password(password_file)}

    async def ask(asked: ServiceAccess) -> Report:
        return await have_probed(asked, address, credentials, SystemClock())

    report = run("camera probe", Asked("registry", registry, person, home), ask)
    for line in lines(report):
        typer.echo(line)
    wanted = body(report, user)
    if wanted is not None:
        typer.echo(f"to register it: PUT /v1/cameras/ID with\n{wanted}")


@camera.command()
def discover(
    interface: Annotated[
        list[str] | None,
        typer.Option(
            help="An IPv4 address of this machine to ask on; may be given again.", show_default=False
        ),
    ] = None,
    seconds: Annotated[float, typer.Option(help="How long to listen.", min=0.2, max=60)] = 4.0,
) -> None:
    """List the ONVIF devices that answer on this machine's network segment.

    lokus camera discover --interface 192.0.2.5
    """
    try:
        found = asyncio.run(ask_segment(interface or [], seconds))
    except OSError as error:
        stop("camera discover", f"cannot ask on that interface ({error.strerror or error})")
    for device in found:
        about = ", ".join(f"{kind} {value}" for kind, value in device.scopes.items())
        typer.echo(f"{device.address}  {' '.join(device.urls) or '-'}  {about}".rstrip())
    typer.echo(
        f"{len(found)} found" if found else "no device answered: is this its network segment?", err=True
    )


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text().rstrip("\r\n")
    if (told := os.environ.get(PASSWORD_VARIABLE)) is not None:
        return told
    return str(typer.prompt("password", hide_input=True, default="", show_default=False, err=True))
