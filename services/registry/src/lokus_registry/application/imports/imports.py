"""Imports as their senders see them: sent, looked at, cancelled."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import BadInput, Conflict, NotFound
from lokus_registry.application.collection import Page
from lokus_registry.application.imports.ports import PIECE_BYTES, BeginJobs, JobRegisters
from lokus_registry.application.ports import Lock, Window
from lokus_registry.application.worker import Worker
from lokus_registry.domain.imports.job import Import, ImportState, Order, RowError, check_cancel, check_order
from lokus_registry.domain.policy.imports import may_cancel, may_import, visible_imports

MAX_WAITING: Final = 8


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Some errors of an import, and the number to go on behind; None at the end."""

    items: tuple[RowError, ...]
    next: int | None


class Imports:
    """The calls on imports."""

    def __init__(self, begin: BeginJobs, worker: Worker, clock: Clock) -> None:
        self._begin = begin
        self.worker = worker
        self._clock = clock

    async def submit(self, caller: Caller, order: Order, body: AsyncIterable[bytes]) -> Import:
        """Keep the file as it comes, then let it be worked on."""
        may_import(caller, order.collection)
        check_order(order)
        job = await self._open(caller, order)
        size_bytes = await self._receive(caller, job, body)
        job = replace(job, size_bytes=size_bytes, state=ImportState.QUEUED)
        async with self._begin(caller.tenant) as registers:
            await _held(registers, job.id, ImportState.RECEIVING)
            await registers.jobs.put(job, new=False)
        self.worker.wake()
        return job

    async def get(self, caller: Caller, key: str) -> Import:
        """One import."""
        async with self._begin(caller.tenant) as registers:
            return await _visible(registers, caller, key)

    async def page(self, caller: Caller, window: Window) -> Page[Import]:
        """Some imports, the newest first."""
        scope = visible_imports(caller)
        async with self._begin(caller.tenant) as registers:
            found = await registers.jobs.read(Window(window.limit + 1, window.after), scope)
        items = found[: window.limit]
        return Page(items, items[-1].id if len(found) > window.limit else None)

    async def errors(self, caller: Caller, key: str, limit: int, after: int) -> ErrorPage:
        """Some errors of one import, in the order of the file."""
        async with self._begin(caller.tenant) as registers:
            await _visible(registers, caller, key)
            found = await registers.bodies.errors(key, limit + 1, after)
        items = found[:limit]
        return ErrorPage(tuple(error for _, error in items), items[-1][0] if len(found) > limit else None)

    async def cancel(self, caller: Caller, key: str) -> Import:
        """End one; Conflict when it has ended. Rows that were taken stay."""
        async with self._begin(caller.tenant) as registers:
            await _visible(registers, caller, key)
            job = await registers.jobs.find(key, Lock.CHANGE)
            if job is None:
                raise NotFound(f"there is no import {key}")
            may_cancel(caller, job)
            check_cancel(job)
            job = job.ended(ImportState.CANCELLED, self._clock.now(), f"cancelled by {caller.subject}")
            await registers.jobs.put(job, new=False)
            return job

    async def _open(self, caller: Caller, order: Order) -> Import:
        now = self._clock.now()
        key = f"{now:%Y%m%dt%H%M%S}-{now.microsecond:06}-{uuid4().hex[:6]}"
        job = Import(key, order, caller, ImportState.RECEIVING, submitted_at=now)
        async with self._begin(caller.tenant) as registers:
            if await registers.jobs.waiting(caller.organisation) >= MAX_WAITING:
                raise Conflict(
                    f"{MAX_WAITING} imports of {caller.organisation} have not ended: wait, or cancel one",
                    reason="too-many",
                )
            await registers.jobs.put(job, new=True)
        return job

    async def _receive(self, caller: Caller, job: Import, body: AsyncIterable[bytes]) -> int:
        """Keep the file; return its size. The job ends when the file does not come whole."""
        size_bytes, whole = 0, False
        try:
            async for number, piece in _numbered(body):
                async with self._begin(caller.tenant) as registers:
                    await _held(registers, job.id, ImportState.RECEIVING)
                    await registers.bodies.append(job.id, number, piece)
                    await registers.jobs.put(job, new=False)
                size_bytes += len(piece)
            if not size_bytes:
                raise BadInput("the body is empty: send the rows")
            whole = True
        finally:
            if not whole:
                await self._end(caller, job, "the file did not come whole")
        return size_bytes

    async def _end(self, caller: Caller, job: Import, reason: str) -> None:
        async with self._begin(caller.tenant) as registers:
            found = await registers.jobs.find(job.id, Lock.CHANGE)
            if found is not None and not found.state.ended:
                now = self._clock.now()
                await registers.jobs.put(found.ended(ImportState.FAILED, now, reason), new=False)


async def _visible(registers: JobRegisters, caller: Caller, key: str) -> Import:
    scope = visible_imports(caller)
    job = await registers.jobs.find(key)
    if job is None:
        raise NotFound(f"there is no import {key}")
    scope.require("import", key, job.caller.organisation)
    return job


async def _held(registers: JobRegisters, key: str, state: ImportState) -> None:
    """Hold the job; Conflict when it was ended meanwhile."""
    job = await registers.jobs.find(key, Lock.CHANGE)
    if job is None or job.state is not state:
        raise Conflict(f"import {key} was ended while its file came", reason="ended")


async def _numbered(body: AsyncIterable[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    """The body in pieces of `PIECE_BYTES`, numbered from 0; the last may be shorter."""
    number, rest = 0, bytearray()
    async for chunk in body:
        rest += chunk
        while len(rest) >= PIECE_BYTES:
            yield number, bytes(rest[:PIECE_BYTES])
            del rest[:PIECE_BYTES]
            number += 1
    if rest:
        yield number, bytes(rest)
