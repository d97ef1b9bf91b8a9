"""The command `lokus import`."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, NoReturn

import httpx
import typer

from lokus_kit.clock import SystemClock
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.importing.city import Wanted, bring_city
from lokus_local.importing.city_files import UnknownFolderError
from lokus_local.importing.sending import CSV, GEO_JSON, NDJSON, RefusedError, Sender
from lokus_local.issuer.identities import find_identity
from lokus_local.issuer.signing import SigningKey, new_key_pem
from lokus_local.issuer.tokens import TokenMint
from lokus_local.status.state_file import load

_KINDS: Final = {".csv": CSV, ".geojson": GEO_JSON}


def import_files(
    what: Annotated[str, typer.Argument(help="The folder of a city, or a collection such as cameras.")],
    file: Annotated[
        Path | None,
        typer.Argument(
            help="The file of the collection: .csv, .ndjson or .geojson.", exists=True, dir_okay=False
        ),
    ] = None,
    person: Annotated[
        str, typer.Option("--as", help="The demo identity that owns what is brought.")
    ] = "kpu.admin",
    election: Annotated[str, typer.Option(help="The polling stations' election.")] = "pemilu-2024",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check; write nothing.")] = False,  # noqa: FBT002
    home: Annotated[
        Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)
    ] = DEFAULT_HOME,
) -> None:
    """Bring a whole city, or one file of rows, into the platform that runs on a home.

    lokus import FOLDER  (areas as kode,level,kode_induk,nama; polling stations as
    kode_tps,kode_kelurahan,nomor,jenis; boundaries as *.geojson)

    lokus import cameras cameras.csv --as vendor.tech

    Exit code 1: a row was refused; its line and the reason are shown at the end.
    """
    try:
        failed = asyncio.run(
            _import(what, file, Wanted(election, person, _owner(person), dry_run), Home(home))
        )
    except (RefusedError, UnknownFolderError, httpx.HTTPError, OSError) as error:
        _stop(str(error))
    for each in failed:
        typer.echo(each, err=True)
    if failed:
        raise typer.Exit(1)


async def _import(what: str, file: Path | None, wanted: Wanted, home: Home) -> list[str]:
    url, token_of = _registry(home)
    async with httpx.AsyncClient(trust_env=False) as http:
        sender = Sender(http, url, token_of, SystemClock(), typer.echo)
        if file is None:
            await bring_city(sender, Path(what), wanted)
        else:
            kind = _KINDS.get(file.suffix, NDJSON)
            query = _query(what, wanted)
            await sender.import_file(
                wanted.person, file.name, query, await asyncio.to_thread(file.read_bytes), kind
            )
        return sender.failed


def _query(collection: str, wanted: Wanted) -> str:
    about = f"&election={wanted.election}" if collection == "polling-stations" else ""
    return f"collection={collection}{about}{'&dry_run=true' if wanted.dry_run else ''}"


def _registry(home: Home) -> tuple[str, Callable[[str], str]]:
    """Where the registry of a running home is, and what makes tokens for it."""
    state = load(home)
    urls = {child.name: child.url for child in state.children} if state else {}
    registry, issuer = urls.get("registry"), urls.get("issuer")
    if registry is None or issuer is None:
        _stop(f"lokus does not run on the home {home.folder}; start it with: lokus up")
    key = SigningKey(home.secret_text("issuer-signing-key", new_key_pem))
    mint = TokenMint(issuer, key, SystemClock())

    def token_of(person: str) -> str:
        identity = find_identity(person)
        if identity is None:
            _stop(f"there is no identity {person}; see: lokus identities")
        return mint.access_token(identity)

    return registry, token_of


def _owner(person: str) -> str:
    identity = find_identity(person)
    if identity is None:
        _stop(f"there is no identity {person}; see: lokus identities")
    return identity.organisation


def _stop(reason: str) -> NoReturn:
    typer.echo(f"lokus import: {reason}", err=True)
    raise typer.Exit(1)
