"""Sends files to be imported, and waits for what becomes of them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from integration.registry.people import Person
from integration.registry.waiting import until

CSV = {"Content-Type": "text/csv"}
NDJSON = {"Content-Type": "application/x-ndjson"}
GEO_JSON = {"Content-Type": "application/geo+json"}

Job = Mapping[str, Any]


async def submit(person: Person, query: str, body: str | bytes, kind: Mapping[str, str] = CSV) -> Job:
    """Send a file; return the job as it was accepted."""
    response = await person.send("POST", f"imports?{query}", body, kind)
    assert response.status_code == 202, response.text
    job: dict[str, Any] = response.json()
    assert response.headers["location"] == f"/v1/imports/{job['id']}"
    return job


async def end_of(person: Person, job: Job) -> Job:
    """Wait until the job has ended."""

    async def ask() -> Job | None:
        found = await person.get(f"imports/{job['id']}")
        return found if found["finished_at"] else None

    return await until(ask)


async def imported(person: Person, query: str, body: str | bytes, kind: Mapping[str, str] = CSV) -> Job:
    """Send a file and wait for its end."""
    return await end_of(person, await submit(person, query, body, kind))


async def errors_of(person: Person, job: Job) -> list[tuple[int, str | None, str]]:
    """All errors of a job: line, member, detail."""
    page = await person.get(f"imports/{job['id']}/errors?limit=1000")
    return [(error["line"], error["member"], error["detail"]) for error in page["items"]]


def counts(job: Job) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, failed."""
    return job["created"], job["updated"], job["unchanged"], job["failed"]


def ndjson(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as lines of JSON."""
    return "".join(json.dumps(row) + "\n" for row in rows)
