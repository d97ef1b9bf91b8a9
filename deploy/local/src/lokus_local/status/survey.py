"""One look at a running platform: joins the state file with /proc and each child's /readyz.

CPU is measured over a short window; readiness is asked once, with a limit.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from lokus_local.status.state_file import ChildState, PlatformState
from lokus_local.status.usage import Process, cpu_seconds, family, memory_bytes, process_table

_WINDOW_SECONDS = 0.5
_ANSWER_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Row:
    """One process of the table; unknown figures are None. `reasons` is empty when ready."""

    name: str
    pid: int | None
    state: str
    since: str
    restarts: int
    last_exit: str | None
    cpu_percent: float | None
    memory_bytes: int | None
    url: str | None
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the row for `--json`."""
        return asdict(self)


def survey(platform: PlatformState) -> list[Row]:
    """Look at `lokus up` itself and at each child, in the order of their start."""
    itself = ChildState(
        name="lokus up",
        state="running",
        since=platform.since,
        pid=platform.pid,
        restarts=0,
        last_exit=None,
        url=platform.url,
    )
    children = (itself, *platform.children)
    before = process_table()
    time.sleep(_WINDOW_SECONDS)
    after = process_table()
    return [_row(child, platform, before, after) for child in children]


def _row(
    child: ChildState, platform: PlatformState, before: dict[int, Process], after: dict[int, Process]
) -> Row:
    members = _members(child, platform, after)
    used_seconds = cpu_seconds(members, after) - cpu_seconds(members, before)
    return Row(
        name=child.name,
        pid=child.pid,
        state=child.state,
        since=child.since.isoformat(timespec="seconds"),
        restarts=child.restarts,
        last_exit=child.last_exit,
        cpu_percent=round(max(0.0, used_seconds) / _WINDOW_SECONDS * 100, 1) if members else None,
        memory_bytes=memory_bytes(members),
        url=child.url,
        reasons=_reasons(child),
    )


def _members(child: ChildState, platform: PlatformState, table: dict[int, Process]) -> list[int]:
    """Return the processes that count for a row; those of the children do not count for `lokus up`."""
    if child.pid is None:
        return []
    return [child.pid] if child.pid == platform.pid and child.pid in table else family(child.pid, table)


def _reasons(child: ChildState) -> tuple[str, ...]:
    if child.state != "running":
        return (f"{child.state}: {child.last_exit}" if child.last_exit else child.state,)
    if child.ready_url is None:
        return ()
    return ask_readiness(child.ready_url)


def ask_readiness(ready_url: str) -> tuple[str, ...]:
    """Return why a `/readyz` says no; empty when it says yes."""
    try:
        answer = httpx.get(ready_url, timeout=_ANSWER_SECONDS, trust_env=False)
    except httpx.HTTPError as error:
        return (f"no answer: {type(error).__name__}",)
    if answer.status_code == httpx.codes.OK:
        return ()
    return explain(answer)


def explain(answer: httpx.Response) -> tuple[str, ...]:
    """Return the reasons in the answer of a `/readyz` that is not ready."""
    try:
        reasons = answer.json()["reasons"]
        return tuple(f"{name}: {reason}" for name, reason in reasons.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return (f"HTTP {answer.status_code}",)
