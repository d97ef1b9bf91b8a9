"""The commands `lokus token` and `lokus identities`: who the demonstration knows, and their tokens."""

from pathlib import Path
from typing import Annotated

import typer

from lokus_kit.clock import SystemClock
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.issuer.identities import IDENTITIES, find_identity
from lokus_local.issuer.signing import SigningKey, new_key_pem
from lokus_local.issuer.tokens import TokenMint
from lokus_local.status.state_file import load


def token(
    identity: Annotated[str, typer.Argument(help="A demo identity; see `lokus identities`.")],
    home: Annotated[
        Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)
    ] = DEFAULT_HOME,
) -> None:
    """Print a bearer token for a demo identity, good for an hour.

    curl -H "Authorization: Bearer $(lokus token kpu.admin)" http://127.0.0.1:8080/v1/cameras
    """
    person = find_identity(identity)
    if person is None:
        known = ", ".join(known.subject for known in IDENTITIES)
        typer.echo(f"lokus token: there is no identity {identity}; known are {known}", err=True)
        raise typer.Exit(1)
    place = Home(home)
    state = load(place)
    issuer = next((child for child in state.children if child.name == "issuer"), None) if state else None
    if issuer is None or issuer.url is None:
        typer.echo(
            f"lokus token: lokus does not run on the home {place.folder}; start it with: lokus up", err=True
        )
        raise typer.Exit(1)
    key = SigningKey(place.secret_text("issuer-signing-key", new_key_pem))
    typer.echo(TokenMint(issuer.url, key, SystemClock()).access_token(person))


def identities() -> None:
    """List the demo identities."""
    for identity in IDENTITIES:
        roles = ", ".join(identity.roles)
        typer.echo(f"{identity.subject:18}{identity.organisation:18}{roles:20}{identity.can}")
