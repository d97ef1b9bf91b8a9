"""The next revision of a month's statement: because somebody asks, or because what it says has changed.

Whoever changes what a statement is computed from calls `outdate` in the same transaction, with the contract
locked: no statement is then signed that does not know of it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from lokus_identity.caller import Caller
from lokus_kit.errors import Conflict
from lokus_registry.application.contracts.revision_ports import RevisionRegisters
from lokus_registry.domain.contracts.period import Span
from lokus_registry.domain.contracts.statement import Statement, StatementState


async def queue(
    registers: RevisionRegisters, caller: Caller, contract: str, month: date, at: datetime, *, preview: bool
) -> Statement:
    """A next revision that waits to be computed; Conflict when both sides have signed the last."""
    last = await registers.history.last(contract, month)
    if last is not None and last.state is StatementState.QUEUED:
        return last
    if last is not None and last.state is StatementState.SIGNED:
        raise Conflict(
            f"both sides have signed {last.id}, and what is signed does not change", reason="signed"
        )
    await registers.history.supersede(contract, [month])
    statement = Statement(
        id=uuid4().hex,
        contract=contract,
        month=month,
        revision=1 if last is None else last.revision + 1,
        preview=preview,
        state=StatementState.QUEUED,
        requested_by=caller.subject,
        requested_at=at,
    )
    await registers.statements.put(statement, new=True)
    await registers.announcer.changed(caller, "statements", [statement.id])
    return statement


async def outdate(
    registers: RevisionRegisters, caller: Caller, contract: str, spans: Sequence[Span], at: datetime
) -> None:
    """Drafts and previews of the months that changed time touches are stale; each draft has a next revision.

    One that waits still will see the change. The contract is locked, so no more of them come meanwhile.
    """
    if not spans:
        return
    unsigned = await registers.history.unsigned(contract, spans)
    stale = [each for each in unsigned if each.state is not StatementState.QUEUED]
    if not stale:
        return
    await registers.history.supersede(contract, [each.month for each in stale])
    await registers.announcer.changed(caller, "statements", [each.id for each in stale])
    for draft in stale:
        if draft.state is StatementState.DRAFT:
            await queue(registers, caller, contract, draft.month, at, preview=False)
