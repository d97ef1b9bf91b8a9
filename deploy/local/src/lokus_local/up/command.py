"""The command `lokus up`: options in, then progress, `ready: URL`, and an ordered end."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from lokus_kit.clock import SystemClock
from lokus_local.engines import EngineError, ServerRefusedError
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home, HomeBusyError
from lokus_local.ports import DEFAULT_BASE, HIGHEST_BASE, MOST_WORKERS, Ports, PortTakenError
from lokus_local.up.backends import choose_servers
from lokus_local.up.plan import Plan
from lokus_local.up.platform import Platform
from lokus_local.up.server_urls import checked_database_url, checked_nats_url

CANNOT_START, HOME_BUSY = 1, 3
_REASONS = (HomeBusyError, PortTakenError, EngineError, ServerRefusedError, OSError)

_HomeOption = Annotated[
    Path, typer.Option(help="Folder for data, secrets and logs; made if missing.", envvar=HOME_VARIABLE)
]
_PortBase = Annotated[
    int,
    typer.Option(
        help="The gateway's port; registry, ingest, analytics, issuer, NATS, PostgreSQL and the virtual "
        "cameras take the next ones. 0 takes free ports.",
        min=0,
        max=HIGHEST_BASE,
    ),
]
_IngestWorkers = Annotated[
    int,
    typer.Option(
        help="Processes of ingest, which share the cameras; one for each core that they may fill. "
        "Those behind the first take ports from the gateway's + 20 on.",
        min=1,
        max=MOST_WORKERS,
    ),
]
_Demo = Annotated[bool, typer.Option("--demo/--no-demo", help="Bring a demo city with virtual cameras.")]
_DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        help="Use this PostgreSQL server instead of the embedded one: postgresql://USER:PASSWORD@HOST:PORT/. "
        "Better given in the environment, where `ps` does not show the password.",
        envvar="LOKUS_UP_DATABASE_URL",
        callback=checked_database_url,
    ),
]
_NatsUrl = Annotated[
    str | None,
    typer.Option(
        help="Use this NATS server (with JetStream) instead of the embedded one: nats://TOKEN@HOST:PORT.",
        envvar="LOKUS_UP_NATS_URL",
        callback=checked_nats_url,
    ),
]


def up(
    home: _HomeOption = DEFAULT_HOME,
    port_base: _PortBase = DEFAULT_BASE,
    ingest_workers: _IngestWorkers = 1,
    *,
    demo: _Demo = True,
    database_url: _DatabaseUrl = None,
    nats_url: _NatsUrl = None,
) -> None:
    """Run the whole platform on this machine until Ctrl-C.

    Starts PostgreSQL, NATS, the four services, a local login and a demo city.

    Prints `ready: http://127.0.0.1:8080` when all works. A second start keeps the data.

    Exit code 1: it cannot start. 2: an option cannot be right. 3: it runs on this home already.
    """
    place = Home(home)
    try:
        place.create()
        with place.locked():
            ports = Ports.choose(port_base, ingest_workers)
            _run(place, ports, demo=demo, database_url=database_url, nats_url=nats_url)
    except (*_REASONS, ExceptionGroup) as error:
        reason = _first_reason(error)
        if reason is None:
            raise
        _refuse(_told(reason, place), HOME_BUSY if isinstance(reason, HomeBusyError) else CANNOT_START)


def _run(home: Home, ports: Ports, *, demo: bool, database_url: str | None, nats_url: str | None) -> None:
    ports.check_free()
    servers = choose_servers(home, ports, database_url, nats_url)
    platform = Platform(Plan(home, ports), servers, demo=demo, clock=SystemClock(), show=_tell)
    asyncio.run(platform.run())


def _first_reason(error: Exception) -> Exception | None:
    """Return the first error that a person can mend; what tasks raise comes in groups of groups."""
    if isinstance(error, ExceptionGroup):
        return next((found for each in error.exceptions if (found := _first_reason(each))), None)
    return error if isinstance(error, _REASONS) else None


def _told(reason: Exception, home: Home) -> str:
    if isinstance(reason, OSError):  # the home cannot be written, the disk is full
        return f"{reason.filename or home.folder}: {reason.strerror or reason}"
    return str(reason)


def _tell(line: str) -> None:
    """Print a line; that nobody reads any more (a closed terminal) is no reason to stop."""
    with suppress(OSError):
        typer.echo(line)


def _refuse(reason: str, code: int) -> None:
    typer.echo(f"lokus up: {reason}", err=True)
    sys.exit(code)
