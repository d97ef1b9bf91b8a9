"""The commands `lokus recording hold place`, `list` and `lift`: recordings that stay until then."""

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

import typer

from lokus_kit.clock import SystemClock
from lokus_local.asking import Asked, HomeFolder, Person, RegistryUrl, run
from lokus_local.home import DEFAULT_HOME
from lokus_local.recording.moments import SPELLINGS, typed_moment
from lokus_local.service_access import ServiceAccess

hold = typer.Typer(no_args_is_help=True, help="Keep recordings beyond their retention, until it is lifted.")

_PAGE = 100


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
    now = SystemClock().now()
    body = {
        "camera": camera,
        "from": _when(start, now),
        "until": None if until is None else _when(until, now),
        "reason": reason,
        "case_reference": case,
    }
    asked = Asked("registry", registry, person, home)
    typer.echo(_line(_ask("place", asked, "POST", "recording-holds", body=body)))


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
    asked = Asked("registry", registry, person, home)
    wanted = {"limit": str(_PAGE)}
    wanted |= {} if everything else {"open": "true"}
    wanted |= {} if camera is None else {"camera": camera}
    after: str | None = ""
    while after is not None:
        page = _ask("list", asked, "GET", "recording-holds", params=wanted | {"after": after})
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
    asked = Asked("registry", registry, person, home)
    path = f"recording-holds/{quote(key, safe='')}/lift"
    typer.echo(_line(_ask("lift", asked, "POST", path, body={"reason": reason})))


def _when(text: str, now: datetime) -> str:
    return typed_moment("recording hold place", text, now).astimezone(UTC).isoformat()


def _ask(command: str, asked: Asked, method: str, path: str, **request: Any) -> dict[str, Any]:
    async def ask(registry: ServiceAccess) -> dict[str, Any]:
        return await registry.ask(method, path, **request)

    return run(f"recording hold {command}", asked, ask)


def _line(found: dict[str, Any]) -> str:
    until = "on" if found["until"] is None else f"until {_local(found['until'])}"
    case = f" ({found['case_reference']})" if found["case_reference"] else ""
    told = f"{found['id']}  {found['camera']}  from {_local(found['from'])} {until}  {found['reason']}{case}"
    if found["open"]:
        return f"{told}  placed by {found['placed_by']}"
    return f"{told}  lifted by {found['lifted_by']} on {_local(found['lifted_at'])}: {found['lift_reason']}"


def _local(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M:%S}"
