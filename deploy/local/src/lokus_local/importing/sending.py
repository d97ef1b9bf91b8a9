"""Sends files to a registry's imports, and follows each to its end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from lokus_kit.clock import Clock
from lokus_local.importing.faults import Fault
from lokus_local.importing.screen import Screen

NDJSON: Final = "application/x-ndjson"
CSV: Final = "text/csv"
GEO_JSON: Final = "application/geo+json"
_POLL_SECONDS: Final = 0.25
_PAGE: Final = 1000
_SECONDS: Final = 60.0
_OUTCOMES: Final = ("created", "updated", "unchanged", "failed")

Job = dict[str, Any]


class RefusedError(Exception):
    """The registry refused a request; the text names it and the reason."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is sent: by whom, what it is called, as which kind."""

    person: str
    what: str
    """What it brings, in a word."""
    file: str
    query: str
    body: bytes
    kind: str
    lines: Sequence[int] | None = None
    """The line of the file from which each line of the body was made; None: they are the same."""

    def fault(self, error: dict[str, Any]) -> Fault:
        """An error of the import, as one of the file."""
        line = error["line"] if self.lines is None else self.lines[error["line"] - 1]
        return Fault(self.file, line, error["member"], error["detail"])


@dataclass(slots=True)
class Sender:
    """Speaks with one registry; `token_of` gives the token of an identity."""

    http: httpx.AsyncClient
    url: str
    token_of: Callable[[str], str]
    clock: Clock
    screen: Screen
    faults: list[Fault] = field(default_factory=list)
    """All that was refused."""

    async def ask(
        self,
        person: str,
        method: str,
        path: str,
        *,
        body: Any = None,
        content: bytes | None = None,
        kind: str | None = None,
    ) -> httpx.Response:
        """One request; whatever it answers."""
        headers = {"Authorization": f"Bearer {self.token_of(person)}"}
        if kind is not None:
            headers["Content-Type"] = kind
        return await self.http.request(
            method, f"{self.url}/v1/{path}", headers=headers, json=body, content=content, timeout=_SECONDS
        )

    async def bring(self, upload: Upload) -> Job:
        """Import a file, and return the job at its end; what is refused is kept in `faults`."""
        begun_seconds = self.clock.monotonic_seconds()
        self.screen.pass_by(f"{upload.what}: sending {len(upload.body) / 1e6:,.1f} MB")
        answer = await self.ask(
            upload.person, "POST", f"imports?{upload.query}", content=upload.body, kind=upload.kind
        )
        job = _body(answer)
        while job["finished_at"] is None:
            share = job["read_bytes"] / max(job["size_bytes"], 1)
            self.screen.pass_by(f"{upload.what}: {share:.0%}, {job['rows']:,} rows, {job['failed']:,} failed")
            await self.clock.sleep(_POLL_SECONDS)
            job = _body(await self.ask(upload.person, "GET", f"imports/{job['id']}"))
        self._tell(upload, job, self.clock.monotonic_seconds() - begun_seconds)
        await self._keep_faults(upload, job)
        return job

    def _tell(self, upload: Upload, job: Job, seconds: float) -> None:
        counts = ", ".join(f"{job[each]:,} {each}" for each in _OUTCOMES if job[each])
        would = "would be " if job["dry_run"] and counts else ""
        self.screen.say(f"{upload.what}: {would}{counts or 'nothing'}; {seconds:.1f} s")

    async def _keep_faults(self, upload: Upload, job: Job) -> None:
        if job["state"] != "done":
            self.faults.append(Fault(upload.file, None, None, f"{job['state']}: {job['reason']}"))
        after, rows = 0 if job["failed"] else None, set()
        while after is not None:
            path = f"imports/{job['id']}/errors?limit={_PAGE}&after={after}"
            page = _body(await self.ask(upload.person, "GET", path))
            self.faults += map(upload.fault, page["items"])
            rows |= {error["line"] for error in page["items"]}
            after = page["next"]
        if upload.kind != GEO_JSON and len(rows) < job["failed"]:
            untold = f"the errors of {job['failed'] - len(rows):,} more rows were not kept: mend these first"
            self.faults.append(Fault(upload.file, None, None, untold))


def checked(answer: httpx.Response) -> httpx.Response:
    """The answer; RefusedError unless it is a success."""
    if not answer.is_success:
        call = f"{answer.request.method} {answer.request.url.path}"
        raise RefusedError(f"{call}: HTTP {answer.status_code}: {_reason(answer)}")
    return answer


def _reason(answer: httpx.Response) -> str:
    """What the problem says of itself."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return answer.text[:300]


def _body(answer: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = checked(answer).json()
    return found
