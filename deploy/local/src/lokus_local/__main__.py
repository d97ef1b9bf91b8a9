"""The `lokus` command and its subcommands; also `python -m lokus_local`.

Only the subcommand that is asked for is loaded, so that `lokus up`, which stays in memory, holds no
video library that only the virtual camera needs. Anything else, such as `--help`, loads them all.
Nothing outside the standard library is loaded before `main`, which ends quietly on a Ctrl-C meanwhile.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

_INTERRUPTED = 130  # as shells count an end by SIGINT

_PLACES = {
    "up": "lokus_local.up.command:up",
    "status": "lokus_local.status.command:status",
    "token": "lokus_local.token:token",
    "identities": "lokus_local.token:identities",
    "clients": "lokus_local.token:clients",
    "doctor": "lokus_local.doctor.command:doctor",
    "import": "lokus_local.importing.command:import_files",
    "camera": "lokus_local.camera.command:camera",
    "recording": "lokus_local.recording.command:recording",
    "verify-log": "lokus_local.log.verify_command:verify_log",
    "witness": "lokus_local.log.witness_command:witness",
    "virtual-camera": "lokus_local.virtual_camera.command:virtual_camera",
}


def command_line(arguments: Sequence[str]) -> "typer.Typer":
    """Return the application, with the subcommand that `arguments` begin with, or with all of them."""
    import typer

    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Lokus on one machine: cameras of a city, shared within limits.\n\n"
        "Start with `lokus up`, open the address after `ready:`, and log in as somebody.",
    )
    # A callback keeps the application a group when it has one subcommand.
    app.callback()(lambda: None)
    wanted = arguments[:1] if set(arguments[:1]) & set(_PLACES) else list(_PLACES)
    for name in wanted:
        module, _, function = _PLACES[name].partition(":")
        command = getattr(import_module(module), function)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def main() -> None:
    """Run the command line; a Ctrl-C while it loads ends it without a word."""
    try:
        command_line(sys.argv[1:])()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
