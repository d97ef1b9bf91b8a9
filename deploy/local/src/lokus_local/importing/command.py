"""The command `lokus import`."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final, NoReturn

import httpx
import typer

from lokus_kit.clock import SystemClock
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.importing.city import OPERATOR, Wanted, bring_city
from lokus_local.importing.city_files import UnknownFolderError
from lokus_local.importing.faults import Fault, told, write_csv
from lokus_local.importing.screen import Screen
from lokus_local.importing.sending import CSV, GEO_JSON, NDJSON, RefusedError, Sender, Upload
from lokus_local.issuer.identities import Identity, find_identity
from lokus_local.running_service import NotRunningError, running_service

_KINDS: Final = {".csv": CSV, ".ndjson": NDJSON, ".geojson": GEO_JSON}
_OF_OPERATOR: Final = {"areas", "boundaries", "organisations", "polling-stations"}
_OWNER: Final = "kpu.admin"


def import_files(
    what: Annotated[
        str, typer.Argument(metavar="FOLDER|COLLECTION", help="The folder of a city, or what FILE holds.")
    ],
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="Rows of COLLECTION: .csv, .ndjson or .geojson.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="The demo identity that sends it, and owns the sites of a city. Default: operator for "
            "areas, boundaries, organisations and polling-stations; else kpu.admin.",
            show_default=False,
        ),
    ] = None,
    election: Annotated[str, typer.Option(help="The polling stations' election.")] = "pemilu-2024",
    dry_run: Annotated[  # noqa: FBT002
        bool, typer.Option("--dry-run", help="Check; write nothing.")
    ] = False,
    errors: Annotated[
        Path | None, typer.Option(help="Write all errors to this file, as CSV.", dir_okay=False)
    ] = None,
    home: Annotated[
        Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)
    ] = DEFAULT_HOME,
) -> None:
    """Bring a whole city, or one file of rows, into the platform that runs on a home.

    lokus import FOLDER: areas (CSV: kode,level,kode_induk,nama), polling stations (CSV:
    kode_tps,kode_kelurahan,nomor,jenis) with a site for each, and boundaries (*.geojson). Files are known by
    their columns, whatever their names.

    lokus import cameras cameras.csv --as vendor.tech: one file of areas, boundaries, organisations,
    sites, zones, cameras or polling-stations.

    The same command again is safe: of a city, what others have said of polling stations and sites stays.

    Exit code 1: something was refused. The first 20 errors are shown with file and line; --errors keeps all.
    """
    sender_of = _person(person or (OPERATOR if what in _OF_OPERATOR else _OWNER))
    wanted = Wanted(election, sender_of.subject, sender_of.organisation, dry_run)
    _check_arguments(what, file)
    try:
        faults = asyncio.run(_import(what, file, wanted, Home(home)))
    except (UnknownFolderError, OSError) as error:
        _stop(str(error) or type(error).__name__)
    _end(faults, errors)


async def _import(what: str, file: Path | None, wanted: Wanted, home: Home) -> Sequence[Fault]:
    url, token_of = _registry(home)
    async with httpx.AsyncClient(trust_env=False) as http:
        sender = Sender(http, url, token_of, SystemClock(), Screen(sys.stdout))
        try:
            if file is None:
                await bring_city(sender, Path(what), wanted)
            else:
                await sender.bring(await asyncio.to_thread(_upload, what, file, wanted))
        except RefusedError as error:
            return [Fault("lokus import", None, None, str(error)), *sender.faults]
        except httpx.HTTPError as error:
            reason = f"the registry at {url} does not answer ({error!r}); see: lokus status"
            return [Fault("lokus import", None, None, reason), *sender.faults]
        return sender.faults


def _check_arguments(what: str, file: Path | None) -> None:
    if file is None and Path(what).is_file():
        _stop(f"{what} is a file; say what it holds: lokus import COLLECTION {what}")
    if file is None and not Path(what).is_dir():
        _stop(f"there is no folder {what}; one file is brought with: lokus import COLLECTION FILE")
    if file is not None and file.suffix.lower() not in _KINDS:
        _stop(f"{file}: its name ends in none of {', '.join(_KINDS)}")


def _upload(collection: str, file: Path, wanted: Wanted) -> Upload:
    kind = _KINDS[file.suffix.lower()]
    return Upload(wanted.person, file.name, file.name, _query(collection, wanted), file.read_bytes(), kind)


def _query(collection: str, wanted: Wanted) -> str:
    about = f"&election={wanted.election}" if collection == "polling-stations" else ""
    return f"collection={collection}{about}{'&dry_run=true' if wanted.dry_run else ''}"


def _registry(home: Home) -> tuple[str, Callable[[str], str]]:
    """Where the registry of a running home is, and what makes tokens for it."""
    try:
        return running_service("registry", home)
    except NotRunningError as error:
        _stop(str(error))


def _person(name: str) -> Identity:
    identity = find_identity(name)
    if identity is None:
        _stop(f"there is no identity {name}; see: lokus identities")
    return identity


def _end(faults: Sequence[Fault], errors: Path | None) -> None:
    """Show what was refused; the exit code says whether anything was."""
    if errors is not None:
        write_csv(faults, errors)
    if faults:
        for line in told(faults, errors):
            typer.echo(line, err=True)
        raise typer.Exit(1)


def _stop(reason: str) -> NoReturn:
    typer.echo(f"lokus import: {reason}", err=True)
    raise typer.Exit(1)
