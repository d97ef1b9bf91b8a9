"""Statements: asked for by either side, signed by both. The computing is `Computing`'s."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, NotFound
from lokus_registry.application import collection
from lokus_registry.application.collection import Page, page_of
from lokus_registry.application.contracts.revisions import queue
from lokus_registry.application.contracts.statement_ports import (
    BeginStatements,
    ShownLine,
    StatementRegisters,
)
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.contracts.account import Piece
from lokus_registry.domain.contracts.reckoning import Reckoner
from lokus_registry.domain.contracts.statement import (
    Statement,
    check_month_of,
    is_settled,
    signed,
)
from lokus_registry.domain.policy.contracts import side_of, visible_contracts


@dataclass(frozen=True, slots=True)
class LineEvidence:
    """The line of a camera and its month, cut into parts that each say what they count as, and why."""

    line: Mapping[str, Any]
    pieces: Sequence[Piece]


class Statements:
    """The calls on statements."""

    def __init__(self, begin: BeginStatements, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def request(self, caller: Caller, key: str, month: date) -> Statement:
        """Have a month computed, anew if it was before; one that waits already is that one."""
        async with self._begin(caller.tenant) as registers:
            contract = await collection.existing(registers.contracts, "contract", key, Lock.CHANGE)
            side_of(caller, contract)
            check_month_of(contract, month)
            now = self._clock.now()
            return await queue(registers, caller, key, month, now, preview=not is_settled(month, now))

    async def get(self, caller: Caller, key: str) -> Statement:
        """One statement."""
        async with self._begin(caller.tenant) as registers:
            return await visible_statement(registers, caller, key)

    async def page(self, caller: Caller, window: Window) -> Page[Statement]:
        """Some statements."""
        scope = visible_contracts(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.statements, window, scope)

    async def sign(self, caller: Caller, key: str, digest: str) -> Statement:
        """Sign for the caller's side; the second signature freezes it."""
        async with self._begin(caller.tenant) as registers:
            seen = await visible_statement(registers, caller, key)
            contract = await collection.existing(registers.contracts, "contract", seen.contract, Lock.CHANGE)
            side = side_of(caller, contract)
            before = await collection.existing(registers.statements, "statement", key, Lock.CHANGE)
            after = signed(before, side, digest, caller.subject, self._clock.now())
            if after != before:
                await _check_undisputed(registers, before)
                await registers.statements.put(after, new=False)
                await registers.announcer.changed(caller, "statements", [key])
            return after

    async def lines(self, caller: Caller, key: str, window: Window) -> Page[ShownLine]:
        """Some lines, in the order of cameras."""
        async with self._begin(caller.tenant) as registers:
            await visible_statement(registers, caller, key)
            wider = Window(window.limit + 1, window.after)
            return page_of(await registers.lines.page(key, wider), window.limit)

    async def line(self, caller: Caller, key: str, camera: str) -> LineEvidence:
        """The line of a camera, with every part of its month."""
        async with self._begin(caller.tenant) as registers:
            await visible_statement(registers, caller, key)
            head = await registers.text.head(key)
            line = await registers.text.line(key, camera)
        if head is None or line is None:
            raise NotFound(f"statement {key} has no line of a camera {camera}")
        return LineEvidence(line, Reckoner(head).pieces(line))


async def visible_statement(registers: StatementRegisters, caller: Caller, key: str) -> Statement:
    """A statement of a contract that the caller may read."""
    scope = visible_contracts(caller)
    statement = await collection.existing(registers.statements, "statement", key)
    contract = await collection.existing(registers.contracts, "contract", statement.contract)
    scope.require("statement", key, contract.buyer, contract.vendor)
    return statement


async def _check_undisputed(registers: StatementRegisters, statement: Statement) -> None:
    count = await registers.dispute_count.open_about(statement.contract, statement.month)
    if count:
        raise Conflict(
            f"{count} disputes about this month are open: have them decided or withdrawn first",
            reason="disputed",
        )
