"""Import jobs as rows of a table."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_identity.caller import Caller, Role
from lokus_kit.clock import Clock
from lokus_registry.adapters.schema.imports import import_pieces, imports
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.imports.job import Counts, Import, Order, Place
from lokus_registry.domain.policy.scope import Scope

_COUNT_LOCK: Final = 7_046_104


class JobTable:
    """The imports of a tenant (`Jobs`)."""

    def __init__(self, session: AsyncSession, tenant: str, clock: Clock) -> None:
        self._session = session
        self._tenant = tenant
        self._clock = clock

    async def find(self, key: str, lock: Lock = Lock.NONE) -> Import | None:
        """The job of that id, locked as asked."""
        query = select(imports).where(self._is(key))
        if lock is not Lock.NONE:
            query = query.with_for_update(read=lock is Lock.KEEP)
        return _one((await self._session.execute(query)).mappings().one_or_none())

    async def take(self, key: str) -> Import | None:
        """The same for who works on it; None as well when another process does, or it has ended."""
        query = select(imports).where(self._is(key), imports.c.finished_at.is_(None))
        query = query.with_for_update(skip_locked=True)
        return _one((await self._session.execute(query)).mappings().one_or_none())

    async def read(self, window: Window, scope: Scope) -> Sequence[Import]:
        """A page, the newest first: their ids begin with the time."""
        query = select(imports).where(imports.c.tenant == self._tenant)
        if not scope.everything:
            query = query.where(imports.c.organisation == scope.owner)
        if window.after:
            query = query.where(imports.c.id < window.after)
        query = query.order_by(imports.c.id.desc()).limit(window.limit)
        return [_import(row) for row in (await self._session.execute(query)).mappings()]

    async def put(self, job: Import, *, new: bool) -> None:
        """Write it; its pieces go as they are read, and all of them at the end."""
        values = _values(job) | {"served_at": self._clock.now(), "attempts": 0}
        if new:
            await self._session.execute(insert(imports).values(tenant=self._tenant, id=job.id, **values))
        else:
            await self._session.execute(update(imports).where(self._is(job.id)).values(**values))
        if job.state.ended:
            mine = (import_pieces.c.tenant == self._tenant) & (import_pieces.c.job == job.id)
            await self._session.execute(delete(import_pieces).where(mine))

    async def waiting(self, organisation: str) -> int:
        """How many of an organisation's have not ended; a second who counts waits for what the first adds."""
        lock = func.pg_advisory_xact_lock(_COUNT_LOCK, func.hashtext(f"{self._tenant}/{organisation}"))
        await self._session.execute(select(lock))
        query = select(func.count()).where(
            imports.c.tenant == self._tenant,
            imports.c.organisation == organisation,
            imports.c.finished_at.is_(None),
        )
        return (await self._session.execute(query)).scalar_one()

    def _is(self, key: str) -> Any:
        return (imports.c.tenant == self._tenant) & (imports.c.id == key)


def _values(job: Import) -> dict[str, Any]:
    return {
        **asdict(job.order),
        **asdict(job.counts),
        "organisation": job.caller.organisation,
        "caller": _rights(job.caller),
        "state": job.state,
        "submitted_at": job.submitted_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "reason": job.reason,
        "size_bytes": job.size_bytes,
        "offset_bytes": job.place.offset,
        "line": job.place.line,
        "columns": None if job.columns is None else list(job.columns),
    }


def _rights(caller: Caller) -> dict[str, Any]:
    return {
        "subject": caller.subject,
        "name": caller.name,
        "tenant": caller.tenant,
        "organisation": caller.organisation,
        "roles": sorted(caller.roles),
        "expires_at": caller.expires_at.isoformat(),
    }


def _caller(rights: dict[str, Any]) -> Caller:
    known = rights | {
        "roles": frozenset(map(Role, rights["roles"])),
        "expires_at": datetime.fromisoformat(rights["expires_at"]),
    }
    return Caller(**known)


def _one(row: RowMapping | None) -> Import | None:
    return None if row is None else _import(row)


def _import(row: RowMapping) -> Import:
    return Import(
        id=row["id"],
        order=Order(row["collection"], row["mode"], row["format"], row["dry_run"], row["election"]),
        caller=_caller(row["caller"]),
        state=row["state"],
        submitted_at=row["submitted_at"],
        size_bytes=row["size_bytes"],
        place=Place(row["offset_bytes"], row["line"]),
        columns=None if row["columns"] is None else tuple(row["columns"]),
        counts=Counts(row["created"], row["updated"], row["unchanged"], row["failed"]),
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        reason=row["reason"],
    )
