"""Disputes about statements: opened by one side, answered and decided by the other.

Upholding one has the next revision computed in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, Invalid, NotFound
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.contracts.revisions import queue
from lokus_registry.application.contracts.statement_ports import BeginStatements, StatementRegisters
from lokus_registry.application.contracts.statements import visible_statement
from lokus_registry.application.files import existing_file, referred_file
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.contracts.contract import Contract
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.dispute import Dispute, DisputeState, check_claim, decided
from lokus_registry.domain.contracts.statement import Statement, StatementState, is_settled
from lokus_registry.domain.file import File
from lokus_registry.domain.policy.contracts import side_of, visible_contracts


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says of some time of a camera in a statement."""

    id: str
    statement: str
    camera: str
    starts_at: datetime
    ends_at: datetime
    claim: str
    counts_as: Counts
    evidence: tuple[str, ...]


class Disputes:
    """The calls on disputes."""

    def __init__(self, begin: BeginStatements, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def open(
        self, caller: Caller, claim: Claim, precondition: Precondition = ANYHOW
    ) -> tuple[Dispute, bool]:
        """Open one; True when it is new. What was opened does not change."""
        async with self._begin(caller.tenant) as registers:
            statement, contract = await _parties(registers, caller, claim.statement)
            side = side_of(caller, contract)
            before = await registers.disputes.find(claim.id, Lock.CHANGE)
            precondition.check("dispute", claim.id, before)
            opened = Dispute(
                **{name: getattr(claim, name) for name in Claim.__slots__},
                state=DisputeState.OPENED,
                side=side,
                opened_by=caller.subject,
                opened_at=self._clock.now(),
            )
            if before is not None:
                return _same(before, opened), False
            await self._check(registers, caller, statement, opened)
            await registers.disputes.put(opened, new=True)
            await registers.announcer.changed(caller, "disputes", [claim.id])
            return opened, True

    async def get(self, caller: Caller, key: str) -> Dispute:
        """One dispute."""
        async with self._begin(caller.tenant) as registers:
            return await _visible(registers, caller, key)

    async def page(self, caller: Caller, window: Window) -> Page[Dispute]:
        """Some disputes."""
        scope = visible_contracts(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.disputes, window, scope)

    async def decide(self, caller: Caller, key: str, to: DisputeState, word: str | None) -> Dispute:
        """Take an edge; upholding has the next revision computed."""
        now = self._clock.now()
        async with self._begin(caller.tenant) as registers:
            seen = await _visible(registers, caller, key)
            statement, contract = await _parties(registers, caller, seen.statement)
            before = await collection.existing(registers.disputes, "dispute", key, Lock.CHANGE)
            after = decided(before, to, side_of(caller, contract), caller.subject, now, word)
            await registers.disputes.put(after, new=False)
            await registers.announcer.changed(caller, "disputes", [key])
            if to is DisputeState.UPHELD:
                preview = not is_settled(statement.month, now)
                await queue(registers, caller, contract.id, statement.month, now, preview=preview)
            return after

    async def evidence(self, caller: Caller, key: str, sha256: str) -> File:
        """A file that a dispute refers to, for whoever may read the dispute."""
        async with self._begin(caller.tenant) as registers:
            dispute = await _visible(registers, caller, key)
            if sha256 not in dispute.evidence:
                raise NotFound(f"dispute {key} refers to no file {sha256}")
            return await existing_file(registers.files, sha256)

    async def _check(
        self, registers: StatementRegisters, caller: Caller, statement: Statement, opened: Dispute
    ) -> None:
        if statement.state is not StatementState.DRAFT:
            raise Conflict(
                f"statement {statement.id} is {statement.state}: dispute the newest draft",
                reason=statement.state,
            )
        check_claim(opened, statement.month)
        if await registers.text.line(statement.id, opened.camera) is None:
            raise Invalid(f"camera: statement {statement.id} has no line of {opened.camera}", reason="camera")
        for sha256 in opened.evidence:
            await referred_file(registers.files, caller, "evidence", sha256)


async def _parties(registers: StatementRegisters, caller: Caller, key: str) -> tuple[Statement, Contract]:
    """A statement and its contract, which is locked, so that nobody signs meanwhile."""
    statement = await visible_statement(registers, caller, key)
    contract = await collection.existing(registers.contracts, "contract", statement.contract, Lock.CHANGE)
    return await collection.existing(registers.statements, "statement", key), contract


async def _visible(registers: StatementRegisters, caller: Caller, key: str) -> Dispute:
    visible_contracts(caller)
    dispute = await collection.existing(registers.disputes, "dispute", key)
    await visible_statement(registers, caller, dispute.statement)
    return dispute


def _same(before: Dispute, opened: Dispute) -> Dispute:
    if any(getattr(before, name) != getattr(opened, name) for name in (*Claim.__slots__, "side")):
        raise Conflict(f"dispute {before.id} was opened otherwise and stays as it is", reason="opened")
    return before
