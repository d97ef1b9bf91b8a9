"""The commands `lokus recording hold place`, `list` and `lift`: recordings that stay until then."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn
from urllib.parse import urlencode

import httpx
import typer

from lokus_kit.clock import SystemClock
from lokus_local.home import DEFAULT_HOME, HOME_VARIABLE, Home
from lokus_local.recording.moments import SPELLINGS, moment
from lokus_local.registry_access import TOKEN_VARIABLE, RefusedError, RegistryAccess, address_and_token
from lokus_local.running_registry import NotRunningError

hold = typer.Typer(no_args_is_help=True, help="Keep recordings beyond their retention, until it is lifted.")

_PAGE = 100

Person = Annotated[str, typer.Option("--as", help="The demo identity that asks.")]
RegistryUrl = Annotated[
    str | None,
    typer.Option(
        "--registry",
        help=f"A registry elsewhere; its token comes from {TOKEN_VARIABLE}.",
        show_default=False,
    ),
]
HomeFolder = Annotated[Path, typer.Option(help="The folder of the deployment.", envvar=HOME_VARIABLE)]


@hold.command()
def place(
    camera: Annotated[str, typer.Argument(help="The camera's id.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept for ever.")],
    start: Annotated[str, typer.Option("--from", help=f"When it begins: {SPELLINGS}.")],
    until: Annotated[
        str | None,
        typer.Option("--until", help="When it ends, spelled alike; all from then on if left out."),
    ] = None,
    case: Annotated[str | None, typer.Option(help="The number of a letter or a case.")] = None,
    person: Person = "kpu.admin",
    registry: RegistryUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Hold what is recorded of a camera, as the owner of its site.

    lokus recording hold place tps-001-hall --from 2h --until 1h --reason "Laporan saksi" --case LP/B/118
    """
    body = {
        "camera": camera,
        "from": _when("place", start),
        "until": None if until is None else _when("place", until),
        "reason": reason,
        "case_reference": case,
    }
    typer.echo(_line(_ask("place", "POST", "recording-holds", body, (registry, person, home))))


@hold.command("list")
def list_(
    camera: Annotated[str | None, typer.Option(help="Of this camera alone.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that were lifted.")] = False,  # noqa: FBT002
    person: Person = "kpu.admin",
    registry: RegistryUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """List holds, in the order in which they were placed.

    lokus recording hold list --camera tps-001-hall --all
    """
    wanted = {"limit": str(_PAGE)}
    wanted |= {} if everything else {"open": "true"}
    wanted |= {} if camera is None else {"camera": camera}
    after: str | None = ""
    while after is not None:
        path = f"recording-holds?{urlencode(wanted | {'after': after})}"
        page = _ask("list", "GET", path, None, (registry, person, home))
        for found in page["items"]:
            typer.echo(_line(found))
        after = page["next"]


@hold.command()
def lift(
    key: Annotated[str, typer.Argument(metavar="HOLD", help="The hold's id; see `list`.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept for ever.")],
    person: Person = "kpu.admin",
    registry: RegistryUrl = None,
    home: HomeFolder = DEFAULT_HOME,
) -> None:
    """Lift a hold: retention and the disk decide again.

    lokus recording hold lift 19c5a1e6b80-3f2a9c4d1e07 --reason "Perkara selesai"
    """
    path = f"recording-holds/{key}/lift"
    typer.echo(_line(_ask("lift", "POST", path, {"reason": reason}, (registry, person, home))))


def _when(command: str, text: str) -> str:
    try:
        return moment(text, SystemClock().now()).astimezone(UTC).isoformat()
    except ValueError as error:
        _stop(command, str(error))


def _ask(
    command: str, method: str, path: str, body: Any, whom: tuple[str | None, str, Path]
) -> dict[str, Any]:
    registry, person, home = whom

    async def asking() -> dict[str, Any]:
        url, token = address_and_token(registry, person, Home(home))
        async with httpx.AsyncClient(trust_env=False) as http:
            return await RegistryAccess(http, url, token).ask(method, path, body)

    try:
        return asyncio.run(asking())
    except (RefusedError, NotRunningError) as error:
        _stop(command, str(error))


def _line(found: dict[str, Any]) -> str:
    until = "on" if found["until"] is None else f"until {_local(found['until'])}"
    case = f" ({found['case_reference']})" if found["case_reference"] else ""
    told = f"{found['id']}  {found['camera']}  from {_local(found['from'])} {until}  {found['reason']}{case}"
    if found["open"]:
        return f"{told}  placed by {found['placed_by']}"
    return f"{told}  lifted by {found['lifted_by']} on {_local(found['lifted_at'])}: {found['lift_reason']}"


def _local(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M:%S}"


def _stop(command: str, reason: str) -> NoReturn:
    typer.echo(f"lokus recording hold {command}: {reason}", err=True)
    raise typer.Exit(1)
