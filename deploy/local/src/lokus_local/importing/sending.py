"""Sends files to a registry's imports, and follows each to its end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from lokus_kit.clock import Clock

NDJSON: Final = "application/x-ndjson"
CSV: Final = "text/csv"
GEO_JSON: Final = "application/geo+json"
_POLL_SECONDS: Final = 0.25
_ERRORS_SHOWN: Final = 20
_SECONDS: Final = 60.0


class RefusedError(Exception):
    """The registry refused a request; the text names it and the reason."""


@dataclass(slots=True)
class Sender:
    """Speaks with one registry; `token_of` gives the token of an identity."""

    http: httpx.AsyncClient
    url: str
    token_of: Callable[[str], str]
    clock: Clock
    show: Callable[[str], None]
    failed: list[str] = field(default_factory=list)
    """What was refused: the file, the line, the reason."""

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

    async def import_file(self, person: str, what: str, query: str, body: bytes, kind: str) -> None:
        """Import a file and wait for its end; rows that fail are kept in `failed`."""
        begun_seconds = self.clock.monotonic_seconds()
        answer = await self.ask(person, "POST", f"imports?{query}", content=body, kind=kind)
        job = _body(answer)
        while job["finished_at"] is None:
            await self.clock.sleep(_POLL_SECONDS)
            job = _body(await self.ask(person, "GET", f"imports/{job['id']}"))
        seconds = max(self.clock.monotonic_seconds() - begun_seconds, 0.001)
        counts = ", ".join(f"{job[each]:,} {each}" for each in ("created", "updated", "unchanged", "failed"))
        self.show(f"{what}: {counts}; {seconds:.1f} s, {job['rows'] / seconds:,.0f} rows/s")
        if job["state"] != "done":
            self.failed.append(f"{what}: {job['state']}: {job['reason']}")
        if job["failed"]:
            await self._keep_errors(person, what, job)

    async def _keep_errors(self, person: str, what: str, job: dict[str, Any]) -> None:
        page = _body(await self.ask(person, "GET", f"imports/{job['id']}/errors?limit={_ERRORS_SHOWN}"))
        for error in page["items"]:
            member = f"{error['member']}: " if error["member"] else ""
            self.failed.append(f"{what}, line {error['line']}: {member}{error['detail']}")
        if page["next"] is not None:
            self.failed.append(f"{what}: more at /v1/imports/{job['id']}/errors?after={page['next']}")


def checked(answer: httpx.Response) -> httpx.Response:
    """The answer; RefusedError unless it is a success."""
    if not answer.is_success:
        call = f"{answer.request.method} {answer.request.url.path}"
        raise RefusedError(f"{call}: HTTP {answer.status_code}: {answer.text[:300]}")
    return answer


def _body(answer: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = checked(answer).json()
    return found
