"""The commands `lokus token`, `lokus identities`, `lokus clients`: who the demonstration knows.

Tokens and secrets go to standard output and nowhere else.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from lokus_kit.clock import SystemClock
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.issuer.clients import secret_name
from lokus_local.issuer.identities import IDENTITIES, MACHINES, Identity, find_identity, find_machine
from lokus_local.issuer.signing import SigningKey, new_key_pem
from lokus_local.issuer.tokens import TokenMint
from lokus_local.status.state_file import load

_HomeOption = Annotated[Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)]


def token(
    identity: Annotated[
        str | None, typer.Argument(help="A demo identity; see `lokus identities`.", show_default=False)
    ] = None,
    client: Annotated[
        str | None, typer.Option(help="Instead, a vendor's machine; see `lokus clients`.")
    ] = None,
    home: _HomeOption = DEFAULT_HOME,
) -> None:
    """Print a bearer token for a demo identity or a vendor's machine, good for an hour.

    curl -H "Authorization: Bearer $(lokus token kpu.admin)" http://127.0.0.1:8080/v1/cameras
    """
    if (identity is None) == (client is None):
        _end("token", "name one identity, or one client with --client")
    holder = _machine("token", client) if client is not None else _person(identity or "")
    place = Home(home)
    issuer_url = _running_issuer("token", place)
    key = SigningKey(place.secret_text("issuer-signing-key", new_key_pem))
    typer.echo(TokenMint(issuer_url, key, SystemClock()).access_token(holder))


def identities() -> None:
    """List the demo identities."""
    _list(IDENTITIES)


def clients(
    secret: Annotated[
        str | None, typer.Option(metavar="CLIENT", help="Print this client's secret, alone.")
    ] = None,
    home: _HomeOption = DEFAULT_HOME,
) -> None:
    """List the vendors' machines, or print the secret of one: lokus clients --secret nusantara-machine."""
    if secret is None:
        _list(MACHINES)
        return
    machine, place = _machine("clients", secret), Home(home)
    _running_issuer("clients", place)
    typer.echo(place.secret(secret_name(machine.subject)))


def _list(holders: Iterable[Identity]) -> None:
    for holder in holders:
        roles = ", ".join(holder.roles)
        typer.echo(f"{holder.subject:18}{holder.organisation:18}{roles:20}{holder.can}")


def _person(subject: str) -> Identity:
    known = ", ".join(identity.subject for identity in IDENTITIES)
    return find_identity(subject) or _end("token", f"there is no identity {subject}; known are {known}")


def _machine(command: str, client_id: str) -> Identity:
    known = ", ".join(machine.subject for machine in MACHINES)
    return find_machine(client_id) or _end(command, f"there is no client {client_id}; known are {known}")


def _running_issuer(command: str, place: Home) -> str:
    """Return the address of the home's issuer; the command ends where none runs."""
    state = load(place)
    issuer = next((child for child in state.children if child.name == "issuer"), None) if state else None
    if issuer is None or issuer.url is None:
        _end(command, f"lokus does not run on the home {place.folder}; start it with: lokus up")
    return issuer.url


def _end(command: str, complaint: str) -> NoReturn:
    typer.echo(f"lokus {command}: {complaint}", err=True)
    raise typer.Exit(1)
