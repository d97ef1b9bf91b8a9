"""Does imports, a batch of rows at a time: rows and progress commit together, so nothing is taken twice.

A batch is read from where the last one ended, its rows are put one after the other into registers that
write them together. A row that breaks a schema or a rule becomes an error with its line.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from lokus_kit.clock import Clock
from lokus_kit.errors import BadInput, Conflict, LokusError, Unavailable
from lokus_registry.application.imports import features
from lokus_registry.application.imports.boundaries import BoundaryIntake
from lokus_registry.application.imports.features import Features, read_features
from lokus_registry.application.imports.intakes import Intake
from lokus_registry.application.imports.lines import LEAST_BYTES, Lines, read_lines
from lokus_registry.application.imports.ports import (
    BadRowError,
    BatchRegisters,
    BeginWork,
    Claim,
    Queue,
    WorkRegisters,
)
from lokus_registry.application.imports.stations import StationIntake
from lokus_registry.application.ports import Lock
from lokus_registry.domain.imports.job import (
    Counts,
    Import,
    ImportCollection,
    ImportFormat,
    ImportMode,
    ImportState,
    RowError,
)
from lokus_registry.domain.imports.merging import merged
from lokus_registry.domain.imports.records import UnreadableError

MAX_ATTEMPTS: Final = 8
_BREATH_ROWS: Final = 20
"""After so many rows others get their turn on the event loop."""
_WAIT_SECONDS: Final = 0.05

Intakes = Mapping[ImportCollection, Intake[Any, Any]]


class ImportWork:
    """Takes batches of whichever import is next."""

    def __init__(
        self,
        queue: Queue,
        begin: BeginWork,
        intakes: Intakes,
        stations: StationIntake,
        boundaries: BoundaryIntake,
        clock: Clock,
    ) -> None:
        self._queue = queue
        self._begin = begin
        self._intakes = intakes
        self._stations = stations
        self._boundaries = boundaries
        self._clock = clock

    async def do_one(self) -> bool:
        """Do one batch; False when none waits."""
        while await self._queue.is_backed_up():
            await self._clock.sleep(_WAIT_SECONDS)
        claim = await self._queue.claim()
        if claim is None:
            await self._queue.sweep()
            return False
        try:
            async with self._begin(claim.tenant) as registers:
                await self._advance(registers, claim)
        except Conflict:
            # Somebody wrote one of these things between our look and our write: the batch is taken again.
            await self._clock.sleep(_WAIT_SECONDS)
        return True

    async def _advance(self, registers: WorkRegisters, claim: Claim) -> None:
        job = await registers.jobs.take(claim.key)
        if job is None:
            return
        if claim.attempts > MAX_ATTEMPTS:
            reason = f"the rows from line {job.place.line} on could not be taken in {MAX_ATTEMPTS} attempts"
            await registers.jobs.put(job.ended(ImportState.FAILED, self._clock.now(), reason), new=False)
            return
        try:
            lines = await self._read(registers, job)
            counts, errors = await self._take(registers, job, lines)
        except (UnreadableError, BadInput) as error:
            await registers.jobs.put(job.ended(ImportState.FAILED, self._clock.now(), str(error)), new=False)
            return
        await registers.bodies.add_errors(job.id, errors)
        job = job.advanced(lines.place, lines.columns, counts)
        if job.place.offset >= job.size_bytes:
            job = job.ended(ImportState.DONE, self._clock.now())
        await registers.jobs.put(job, new=False)

    async def _read(self, registers: WorkRegisters, job: Import) -> Lines | Features:
        of_features = job.order.format is ImportFormat.GEO_JSON
        least_bytes = features.LEAST_BYTES if of_features else LEAST_BYTES
        body = await registers.bodies.read(job.id, job.place.offset, least_bytes)
        return read_features(job, body) if of_features else read_lines(job, body, self._members(job))

    def _members(self, job: Import) -> frozenset[str]:
        if job.order.collection is ImportCollection.POLLING_STATIONS:
            return self._stations.members
        return self._intakes[job.order.collection].reader.members

    async def _take(
        self, registers: WorkRegisters, job: Import, lines: Lines | Features
    ) -> tuple[Counts, Sequence[RowError]]:
        if isinstance(lines, Features):
            return await self._boundaries.take(registers.geography, job, lines)
        if job.order.collection is ImportCollection.POLLING_STATIONS:
            return await self._stations.take(registers.elections, job, lines)
        return await self._take_singly(registers, job, lines)

    async def _take_singly(
        self, registers: WorkRegisters, job: Import, lines: Lines
    ) -> tuple[Counts, Sequence[RowError]]:
        """Put the rows; return what became of them, and the errors in the order of the file."""
        batch, intake = registers.batch, self._intakes[job.order.collection]
        rows = _Rows(job, intake, list(lines.errors))
        await rows.load(batch.registers, lines.rows)
        became: Counter[str] = Counter()
        for number, (line, row) in enumerate(lines.rows):
            if number % _BREATH_ROWS == 0:
                await asyncio.sleep(0)
            try:
                with batch.row() as outcome:
                    asked = await rows.asked(batch.registers, line, row)
                    created = await intake.put(batch.registers, job.caller, asked)
            except BadRowError as error:
                rows.refuse(line, error.faults)
            except Unavailable:
                raise
            except LokusError as error:
                rows.refuse(line, [rows.fault(error)])
            else:
                became["created" if created else "updated" if outcome.wrote else "unchanged"] += 1
        if not job.order.dry_run:
            await batch.flush()
        errors = sorted(rows.errors, key=lambda error: error.line)
        return Counts(**became, failed=len({error.line for error in errors})), errors


class _Rows:
    """The rows of one batch, on their way to what they ask for."""

    def __init__(self, job: Import, intake: Intake[Any, Any], errors: list[RowError]) -> None:
        self._updates = job.order.mode is ImportMode.UPDATE
        self._intake = intake
        self._asked: dict[int, Any] = {}
        self.errors = errors

    async def load(self, registers: BatchRegisters, rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
        """Look up all that the rows need; those that ask for nothing that can be need nothing."""
        keys = [self._intake.reader.key(row) for _, row in rows if self._has_key(row)]
        if self._updates:
            await self._intake.register(registers).load(keys)
        for line, row in rows:
            with suppress(BadRowError):
                self._asked[line] = await self._read(registers, row, Lock.NONE)
        await self._intake.load(registers, keys, list(self._asked.values()))

    async def asked(self, registers: BatchRegisters, line: int, row: dict[str, Any]) -> Any:
        """What the row asks for; BadRowError if nothing that can be."""
        if self._updates or line not in self._asked:
            # Of a thing that is changed only in part, the rest is taken as it is now that it is held.
            return await self._read(registers, row, Lock.CHANGE)
        return self._asked[line]

    def refuse(self, line: int, faults: Sequence[tuple[str | None, str]]) -> None:
        """Keep the errors of a row."""
        self.errors += [RowError(line, member, detail) for member, detail in faults]

    def fault(self, error: LokusError) -> tuple[str | None, str]:
        """The member at fault, where the error begins with it, and what is wrong."""
        member, colon, detail = error.detail.partition(": ")
        if colon and member in self._intake.reader.members:
            return member, detail
        return None, error.detail

    async def _read(self, registers: BatchRegisters, row: dict[str, Any], lock: Lock) -> Any:
        reader = self._intake.reader
        if not self._updates:
            return reader.asked(row)
        key = reader.key(row)
        present = await self._intake.register(registers).find(key, lock)
        if present is None:
            raise BadRowError([("id", f"there is no {key} to update")])
        return reader.asked(merged(reader.row(present), row))

    def _has_key(self, row: dict[str, Any]) -> bool:
        try:
            self._intake.reader.key(row)
        except BadRowError:
            return False
        return True
