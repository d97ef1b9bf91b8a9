"""The command `lokus verify-log`."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, NoReturn

import httpx
import typer

from lokus_kit.clock import SystemClock
from lokus_local.importing.screen import Screen
from lokus_local.log.fetching import MissingError, ServedLog, UnreachableError
from lokus_local.log.telling import fault_line, lines
from lokus_local.log.verifying import POLICY, Verdict, saved_checkpoint, verify
from lokus_log.quorum import Policy, read_policy

TAMPERED: Final = 1
UNREACHABLE: Final = 2


def verify_log(
    url: Annotated[str, typer.Argument(help="The address of a log, as https://HOST/log/TENANT.")],
    policy: Annotated[
        Path | None,
        typer.Option(
            help="Whom you trust: keys of the log and its witnesses, and how many of these are enough. "
            "Without it, whom the log itself names.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            help="Where you keep the last checkpoint that you saw: the log must go on from it. Written anew "
            "when all is well; made if it is not there.",
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    oldest_hours: Annotated[
        float, typer.Option(help="How long ago witnesses may have seen the checkpoint.", min=0)
    ] = 24.0,
) -> None:
    """Check a public access log from its first leaf to its last, and show who watched for how long.

    lokus verify-log http://127.0.0.1:8080/log/jakarta --since jakarta.checkpoint

    Needs no account. Exit code 0: all is well; 1: the log was tampered with; 2: it cannot be reached.
    """
    screen = Screen(sys.stderr)
    try:
        verdict = asyncio.run(_verify(url, policy, since, timedelta(hours=oldest_hours), screen))
    except UnreachableError as error:
        _end(str(error), UNREACHABLE)
    except MissingError as error:
        _end(f"this is no log: {error}", UNREACHABLE)
    except (ValueError, OSError) as error:
        _end(str(error), UNREACHABLE)
    for line in lines(verdict):
        typer.echo(line)
    for fault in verdict.faults:
        typer.echo(fault_line(fault), err=True)
    if verdict.faults:
        raise typer.Exit(TAMPERED)
    if since is not None:
        since.write_bytes(verdict.note)


async def _verify(
    url: str, policy: Path | None, since: Path | None, oldest: timedelta, screen: Screen
) -> Verdict:
    saved = None if since is None else saved_checkpoint(since)
    known = None if policy is None else read_policy(await asyncio.to_thread(policy.read_text))
    async with httpx.AsyncClient(trust_env=False) as http:
        log = ServedLog(http, url)
        trusted = await _own_policy(log, screen) if known is None else known

        def progress(leaves: int, of_leaves: int) -> None:
            screen.pass_by(f"{leaves:,} of {of_leaves:,} leaves")

        verdict = await verify(log, trusted, saved, oldest, SystemClock(), progress)
    screen.clear()
    return verdict


async def _own_policy(log: ServedLog, screen: Screen) -> Policy:
    screen.say(
        "whom to trust is taken from the log itself; pass --policy FILE with keys that you got elsewhere"
    )
    return read_policy((await log.get(POLICY)).decode())


def _end(reason: str, code: int) -> NoReturn:
    typer.echo(f"lokus verify-log: {reason}", err=True)
    raise typer.Exit(code)
