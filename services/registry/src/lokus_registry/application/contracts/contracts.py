"""Contracts, written by their buyers, and their later terms.

The contract's row is locked first by whoever changes something of it, so that no statement is signed
while what it says is changed.
"""

from collections.abc import Sequence
from datetime import date

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, Invalid, NotFound
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.contracts.ports import BeginContracts, ContractRegisters
from lokus_registry.application.contracts.revisions import outdate
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.contracts.contract import Amendment, Contract, check_contract, check_not_signed
from lokus_registry.domain.contracts.period import day_start, moment
from lokus_registry.domain.contracts.staleness import time_of_contract, time_of_terms
from lokus_registry.domain.contracts.terms import Terms, check_terms
from lokus_registry.domain.policy.contracts import may_buy_for, visible_contracts


class Contracts:
    """The calls on contracts."""

    def __init__(self, begin: BeginContracts, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def put(self, caller: Caller, contract: Contract, precondition: Precondition = ANYHOW) -> bool:
        """Create or replace; True when it is new."""
        may_buy_for(caller, contract.buyer)
        check_contract(contract)
        async with self._begin(caller.tenant) as registers:
            await collection.referred(registers.organisations, "buyer", "organisations", contract.buyer)
            await collection.referred(registers.organisations, "vendor", "organisations", contract.vendor)
            before = await registers.contracts.find(contract.id, Lock.CHANGE)
            precondition.check("contract", contract.id, before)
            if before is not None:
                may_buy_for(caller, before.buyer)
            if contract != before:
                await _write(registers, contract, before)
                if before is not None:
                    changed = time_of_contract(before, contract, await registers.amendments.of(before.id))
                    await outdate(registers, caller, before.id, changed, self._clock.now())
                await registers.announcer.changed(caller, "contracts", [contract.id])
            return before is None

    async def get(self, caller: Caller, key: str) -> Contract:
        """One contract."""
        async with self._begin(caller.tenant) as registers:
            return await visible(registers, caller, key)

    async def page(self, caller: Caller, window: Window) -> Page[Contract]:
        """Some contracts."""
        scope = visible_contracts(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.contracts, window, scope)

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; Conflict while it has cameras, windows, exclusions or statements."""
        async with self._begin(caller.tenant) as registers:
            contract = await bought(registers, caller, key)
            precondition.check("contract", key, contract)
            for amendment in await registers.amendments.of(key):
                await registers.amendments.remove(key, amendment.valid_from)
            await collection.remove(registers.contracts, "contract", key)
            await registers.announcer.changed(caller, "contracts", [key], Change.REMOVED)

    async def amendments(self, caller: Caller, key: str) -> Sequence[Amendment]:
        """The later terms of a contract, in the order of their months."""
        async with self._begin(caller.tenant) as registers:
            await visible(registers, caller, key)
            return await registers.amendments.of(key)

    async def amend(self, caller: Caller, key: str, month: date, terms: Terms) -> tuple[Amendment, bool]:
        """Set the terms from a month on; True when that month had none of its own."""
        check_terms(terms)
        async with self._begin(caller.tenant) as registers:
            contract = await bought(registers, caller, key)
            await _check_month(registers, contract, month)
            before = await registers.amendments.of(key)
            same_month = [each for each in before if each.valid_from == month]
            if same_month and same_month[0].terms == terms:
                return same_month[0], False
            amendment = Amendment(month, terms, caller.subject, self._clock.now())
            await registers.amendments.put(key, amendment)
            await self._outdate(registers, caller, contract, before, amendment)
            await registers.announcer.changed(caller, "contracts", [key])
            return amendment, not same_month

    async def unamend(self, caller: Caller, key: str, month: date) -> None:
        """Take back the terms of a month."""
        async with self._begin(caller.tenant) as registers:
            contract = await bought(registers, caller, key)
            await _check_month(registers, contract, month)
            before = await registers.amendments.of(key)
            taken = [each for each in before if each.valid_from == month]
            if not taken:
                raise NotFound(f"contract {key} has no terms of its own from {month:%Y-%m} on")
            await registers.amendments.remove(key, month)
            await self._outdate(registers, caller, contract, before, taken[0])
            await registers.announcer.changed(caller, "contracts", [key])

    async def _outdate(
        self,
        registers: ContractRegisters,
        caller: Caller,
        contract: Contract,
        before: Sequence[Amendment],
        changed: Amendment,
    ) -> None:
        after = await registers.amendments.of(contract.id)
        spans = time_of_terms(contract, before, after, changed)
        await outdate(registers, caller, contract.id, spans, self._clock.now())


async def visible(registers: ContractRegisters, caller: Caller, key: str) -> Contract:
    """A contract that the caller may read."""
    scope = visible_contracts(caller)
    contract = await collection.existing(registers.contracts, "contract", key)
    scope.require("contract", key, contract.buyer, contract.vendor)
    return contract


async def bought(registers: ContractRegisters, caller: Caller, key: str) -> Contract:
    """A contract that the caller may write, locked."""
    contract = await collection.existing(registers.contracts, "contract", key, Lock.CHANGE)
    may_buy_for(caller, contract.buyer)
    return contract


async def _write(registers: ContractRegisters, contract: Contract, before: Contract | None) -> None:
    if before is not None:
        await _check_change(registers, before, contract)
    await registers.contracts.put(contract, new=before is None)
    if before is not None and contract.span != before.span:
        outside = await registers.stay_reading.move(contract.id, before.span, contract.span)
        if outside:
            raise Conflict(
                f"starts_on, ends_on: {outside} stays of cameras would lead out of the contract; "
                "change or remove them first",
                reason="stays-outside",
            )


async def _check_change(registers: ContractRegisters, before: Contract, after: Contract) -> None:
    """Conflict when the vendor of cameras would change, or what a signed statement says."""
    if after.vendor != before.vendor and await registers.stay_reading.page(before.id, Window(1)):
        raise Conflict(
            "vendor: the contract has cameras of the vendor before; make another contract",
            reason="has-cameras",
        )
    signed_until = await registers.signed.signed_until(before.id)
    if (after.terms, after.starts_on, after.vendor) != (before.terms, before.starts_on, before.vendor):
        check_not_signed(
            "terms, starts_on (later terms: PUT /v1/contracts/{id}/amendments/{month})",
            day_start(min(before.starts_on, after.starts_on)),
            signed_until,
        )
    if after.ends_on != before.ends_on:
        ends = min(before.span.end_ms, after.span.end_ms)
        check_not_signed("ends_on", moment(ends), signed_until)


async def _check_month(registers: ContractRegisters, contract: Contract, month: date) -> None:
    if not contract.starts_on < month <= contract.ends_on:
        raise Invalid(
            f"month: must begin within the contract, after {contract.starts_on}, until {contract.ends_on}; "
            "the terms of its first month are the contract's own",
            reason="month",
        )
    signed_until = await registers.signed.signed_until(contract.id)
    check_not_signed("month", day_start(month), signed_until)
