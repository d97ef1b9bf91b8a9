"""Computes the statements that wait, one after the other, behind the requests.

All of one statement is one transaction, so a restart leaves either none of it or all. It works through the
cameras in small steps and lets the loop go on in between: requests do not wait for a statement.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Final

from lokus_kit.clock import Clock
from lokus_registry.application import collection
from lokus_registry.application.contracts.statement_ports import (
    BeginStatements,
    StatementRegisters,
    Tenants,
)
from lokus_registry.domain.contracts.contract import terms_in
from lokus_registry.domain.contracts.period import month_span
from lokus_registry.domain.contracts.reckoning import CameraMonth, Line, Reckoner, canonical, head
from lokus_registry.domain.contracts.statement import Statement, StatementState
from lokus_registry.domain.contracts.totals import Totals

log = logging.getLogger(__name__)

_STEP: Final = 25
"""Cameras between two breaths: some milliseconds."""


class Computing:
    """The piece that a `Worker` does."""

    def __init__(self, tenants: Tenants, begin: BeginStatements, clock: Clock) -> None:
        self._tenants = tenants
        self._begin = begin
        self._clock = clock

    async def do_one(self) -> bool:
        """Compute the longest waiting statement; False when none waits."""
        tenant = await self._tenants.with_queued_statement()
        if tenant is None:
            return False
        async with self._begin(tenant) as registers:
            statement = await registers.history.next_queued()
            if statement is None:
                return False
            await self._compute(registers, statement)
        return True

    async def _compute(self, registers: StatementRegisters, statement: Statement) -> None:
        began = self._clock.monotonic_seconds()
        contract = await collection.existing(registers.contracts, "contract", statement.contract)
        terms = terms_in(contract, await registers.amendments.of(contract.id), statement.month)
        overlays = await registers.basis.overlays(contract.id, month_span(statement.month))
        upheld = await registers.basis.upheld(contract.id, statement.month)
        first = head(contract, statement.month, terms, overlays, upheld)
        totals, digest = await self._lines(registers, statement, Reckoner(first), canonical(first))
        state = StatementState.PREVIEW if statement.preview else StatementState.DRAFT
        done = replace(
            statement, state=state, totals=totals.worded(), digest=digest, finished_at=self._clock.now()
        )
        await registers.statements.put(done, new=False)
        await registers.lines.close(statement.id, canonical(first))
        seconds = self._clock.monotonic_seconds() - began
        log.info("statement %s: %d cameras in %.1f s", statement.id, totals.cameras, seconds)

    async def _lines(
        self, registers: StatementRegisters, statement: Statement, reckoner: Reckoner, first: str
    ) -> tuple[Totals, str]:
        totals, hashed = Totals(), sha256(_as_written(first))
        batches = aiter(registers.basis.cameras(statement.contract, reckoner.month))
        months = await _next(batches)
        while months is not None:
            async with asyncio.TaskGroup() as tasks:
                following = tasks.create_task(_next(batches), name="read ahead")
                lines = await self._count(months, reckoner, totals)
            for line in lines:
                hashed.update(_as_written(line.text))
            await registers.lines.add(statement.id, lines)
            months = following.result()
        hashed.update(_as_written(canonical(totals.worded())))
        return totals, hashed.hexdigest()

    async def _count(
        self, months: Sequence[CameraMonth], reckoner: Reckoner, totals: Totals
    ) -> Sequence[Line]:
        """Their lines; the database meanwhile looks for the next ones."""
        lines: list[Line] = []
        for number, month in enumerate(months):
            if number % _STEP == 0:
                await self._clock.sleep(0)
            line, counted = reckoner.line(month)
            totals.add(counted, line.due, reckoner.tariff)
            lines.append(line)
        return lines


async def _next(batches: AsyncIterator[Sequence[CameraMonth]]) -> Sequence[CameraMonth] | None:
    return await anext(batches, None)


def _as_written(line: str) -> bytes:
    return f"{line}\n".encode()
