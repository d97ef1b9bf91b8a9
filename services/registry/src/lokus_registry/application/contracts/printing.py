"""Whole statements for people and machines: as its document, as CSV, as a page to print.

Lines never change once computed, so they are read some at a time, each time in a transaction of its own;
a slow reader holds nothing up.
"""

import csv
import io
from collections.abc import AsyncIterator

from lokus_identity.caller import Caller
from lokus_kit.errors import Conflict
from lokus_registry.application.contracts.statement_ports import BeginStatements, ShownLine
from lokus_registry.application.contracts.statements import visible_statement
from lokus_registry.application.ports import Window
from lokus_registry.domain.contracts.reckoning import canonical
from lokus_registry.domain.contracts.statement import Statement
from lokus_registry.domain.contracts.statement_page import beginning, end, row, shown_share

_AT_A_TIME = 1000
_COLUMNS = ("camera", "availability", "outages", "late_outages", "fee", "credit")


class Printing:
    """Yields a statement piece by piece; Conflict while it is not computed."""

    def __init__(self, begin: BeginStatements) -> None:
        self._begin = begin

    async def computed(self, caller: Caller, key: str) -> Statement:
        """The statement, for who may read it."""
        async with self._begin(caller.tenant) as registers:
            statement = await visible_statement(registers, caller, key)
        if statement.digest is None:
            raise Conflict(f"statement {key} is not computed yet: ask again shortly", reason="queued")
        return statement

    async def document(self, tenant: str, statement: Statement) -> AsyncIterator[str]:
        """The very text whose SHA-256 is the digest."""
        async with self._begin(tenant) as registers:
            head = await registers.text.head(statement.id)
        yield f"{canonical(head)}\n"
        after = ""
        while True:
            async with self._begin(tenant) as registers:
                texts = await registers.lines.texts(statement.id, Window(_AT_A_TIME, after))
            if not texts:
                break
            yield "".join(f"{text}\n" for _, text in texts)
            after = texts[-1][0]
        yield f"{canonical(statement.totals)}\n"

    async def table(self, tenant: str, statement: Statement) -> AsyncIterator[str]:
        """CSV (RFC 4180), a row for each camera."""
        yield _csv(_COLUMNS)
        async for lines in self._lines(tenant, statement):
            yield "".join(_csv(_row(line)) for line in lines)

    async def page(self, tenant: str, statement: Statement) -> AsyncIterator[str]:
        """HTML to print."""
        async with self._begin(tenant) as registers:
            contract = await registers.contracts.find(statement.contract)
        yield beginning(statement, contract)
        async for lines in self._lines(tenant, statement):
            yield "".join(row(_row(line)) for line in lines)
        yield end(statement)

    async def _lines(self, tenant: str, statement: Statement) -> AsyncIterator[list[ShownLine]]:
        after = ""
        while True:
            async with self._begin(tenant) as registers:
                lines = list(await registers.lines.page(statement.id, Window(_AT_A_TIME, after)))
            if not lines:
                return
            yield lines
            after = lines[-1].id


def _row(line: ShownLine) -> tuple[str, ...]:
    numbers = (line.outages, line.late_outages, line.fee, line.credit)
    return line.id, shown_share(line.delivering_ms, line.measured_ms), *map(str, numbers)


def _csv(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
