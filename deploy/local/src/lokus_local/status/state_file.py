"""The state that `lokus up` leaves for `lokus status`: one JSON file, replaced at every change.

It holds addresses and pids, no secret. A file left by a killed `lokus up` is told apart by the lock
on the home, which the kernel frees.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from lokus_local.home import Home, write_private
from lokus_local.supervision.child import ChildReport, State


class ChildState(BaseModel):
    """One child; `url` is where it serves, `ready_url` where its readiness is asked."""

    model_config = ConfigDict(frozen=True)

    name: str
    state: State
    since: datetime
    pid: int | None
    restarts: int
    last_exit: str | None
    url: str | None = None
    ready_url: str | None = None


class PlatformState(BaseModel):
    """One `lokus up`: its pid, when it began, its gateway, its children in the order of their start."""

    model_config = ConfigDict(frozen=True)

    pid: int
    since: datetime
    url: str
    children: tuple[ChildState, ...]


def describe(
    reports: Sequence[ChildReport], urls: Mapping[str, str], ready_urls: Mapping[str, str]
) -> tuple[ChildState, ...]:
    """Join what the supervisor knows with where each child serves."""
    return tuple(
        ChildState(
            name=report.name,
            state=report.state,
            since=report.since,
            pid=report.pid,
            restarts=report.restarts,
            last_exit=report.last_exit,
            url=urls.get(report.name),
            ready_url=ready_urls.get(report.name),
        )
        for report in reports
    )


def save(home: Home, state: PlatformState) -> None:
    """Replace the state file."""
    write_private(home.state_file, state.model_dump_json(indent=2))


def load(home: Home) -> PlatformState | None:
    """Return the state of the `lokus up` that runs on this home; None when none runs."""
    owner = home.running_owner()
    if owner is None:
        return None
    try:
        state = PlatformState.model_validate_json(home.state_file.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return state if state.pid == owner else None
