"""The command `lokus doctor`."""

from pathlib import Path
from typing import Annotated

import typer

from lokus_local.doctor.machine import look_at_machine
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.ports import DEFAULT_BASE, Ports


def doctor(
    home: Annotated[
        Path, typer.Option(help="The folder that the deployment would use.", envvar=HOME_VARIABLE)
    ] = DEFAULT_HOME,
    port_base: Annotated[int, typer.Option(help="The gateway's port; 0 takes free ports.")] = DEFAULT_BASE,
) -> None:
    """Check this machine and say what is missing and how to mend it.

    Exit code 1: `lokus up` would not run.
    """
    # Late: it loads PyAV, and must be able to say that PyAV is missing.
    from lokus_local.doctor.packages import look_at_packages

    findings = [*look_at_machine(Home(home), Ports.choose(port_base)), *look_at_packages()]
    for finding in findings:
        typer.echo(finding.line)
    missing = [finding.subject for finding in findings if finding.verdict == "missing"]
    if missing:
        typer.echo(f"not ready to run: {', '.join(missing)}", err=True)
        raise typer.Exit(1)
    typer.echo("ready to run: lokus up")
