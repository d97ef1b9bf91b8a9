"""Maintenance windows and exclusions: asked for by the vendor, answered by the buyer.

Both are of one kind to these calls; what sets them apart, their words and their deadlines, is the domain's.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, NotFound
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.contracts.contracts import visible
from lokus_registry.application.contracts.ports import BeginContracts, ContractRegisters
from lokus_registry.application.contracts.revisions import outdate
from lokus_registry.application.files import existing_file, referred_file
from lokus_registry.application.ports import Lock, Register, Window
from lokus_registry.domain.contracts.contract import Contract
from lokus_registry.domain.contracts.overlay import (
    Exclusion,
    Overlay,
    OverlayState,
    answered,
    check_in_time,
    check_overlay,
    same_wish,
)
from lokus_registry.domain.contracts.staleness import time_of
from lokus_registry.domain.file import File
from lokus_registry.domain.policy.contracts import Side, may_act_as, visible_contracts

O = TypeVar("O", bound=Overlay)  # noqa: E741 (an overlay)


class Overlays(Generic[O]):
    """The calls on one of the two collections."""

    def __init__(
        self,
        begin: BeginContracts,
        clock: Clock,
        noun: str,
        register: Callable[[ContractRegisters], Register[O]],
    ) -> None:
        self._begin = begin
        self._clock = clock
        self._noun = noun
        self._register = register

    async def put(
        self, caller: Caller, make: Callable[[str, datetime], O], precondition: Precondition = ANYHOW
    ) -> tuple[O, bool]:
        """Ask, or ask otherwise while nobody has answered; True when it is new."""
        now = self._clock.now()
        wish = make(caller.subject, now)
        check_overlay(wish)
        async with self._begin(caller.tenant) as registers:
            contract = await self._contract(registers, caller, wish.contract)
            may_act_as(caller, contract, Side.VENDOR)
            before = await self._register(registers).find(wish.id, Lock.CHANGE)
            precondition.check(self._noun, wish.id, before)
            if before is not None and same_wish(before, wish):
                return before, False
            if before is not None:
                await self._check_replaced(registers, caller, before)
            await self._check(registers, caller, wish, now)
            await self._write(registers, caller, wish, new=before is None)
            return wish, before is None

    async def get(self, caller: Caller, key: str) -> O:
        """One of them."""
        async with self._begin(caller.tenant) as registers:
            found = await collection.existing(self._register(registers), self._noun, key)
            await visible(registers, caller, found.contract)
            return found

    async def page(self, caller: Caller, window: Window) -> Page[O]:
        """Some of them."""
        scope = visible_contracts(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(self._register(registers), window, scope)

    async def answer(
        self,
        caller: Caller,
        key: str,
        to: OverlayState,
        note: str | None,
        precondition: Precondition = ANYHOW,
    ) -> O:
        """Take an edge: the buyer accepts or refuses, the vendor withdraws."""
        now = self._clock.now()
        async with self._begin(caller.tenant) as registers:
            seen = await collection.existing(self._register(registers), self._noun, key)
            contract = await self._contract(registers, caller, seen.contract, Lock.CHANGE)
            may_act_as(caller, contract, Side.VENDOR if to is OverlayState.WITHDRAWN else Side.BUYER)
            before = await collection.existing(self._register(registers), self._noun, key, Lock.CHANGE)
            precondition.check(self._noun, key, before)
            after = answered(before, to, caller.subject, now, note)
            if OverlayState(before.accepted) in {to, before.state}:
                check_in_time(before, now)
                await _check_unsigned(registers, before)
                await outdate(registers, caller, contract.id, time_of(before), now)
            await self._write(registers, caller, after, new=False)
            return after

    async def evidence(self, caller: Caller, key: str, sha256: str) -> File:
        """A file that an exclusion refers to, for whoever may read the exclusion."""
        async with self._begin(caller.tenant) as registers:
            found = await collection.existing(self._register(registers), self._noun, key)
            await visible(registers, caller, found.contract)
            if not isinstance(found, Exclusion) or sha256 not in found.evidence:
                raise NotFound(f"{self._noun} {key} refers to no file {sha256}")
            return await existing_file(registers.files, sha256)

    async def _contract(
        self, registers: ContractRegisters, caller: Caller, key: str, lock: Lock = Lock.KEEP
    ) -> Contract:
        """The contract, kept from being signed or changed meanwhile."""
        visible_contracts(caller)
        return await collection.referred(registers.contracts, "contract", "contracts", key, lock)

    async def _check_replaced(self, registers: ContractRegisters, caller: Caller, before: O) -> None:
        may_act_as(caller, await self._contract(registers, caller, before.contract), Side.VENDOR)
        if before.state is not before.asked:
            raise Conflict(
                f"{self._noun} {before.id} is {before.state} and stays as it is: ask under another id",
                reason="answered",
                state=before.state,
            )

    async def _check(self, registers: ContractRegisters, caller: Caller, wish: O, now: datetime) -> None:
        check_in_time(wish, now)
        await _check_unsigned(registers, wish)
        for sha256 in wish.evidence if isinstance(wish, Exclusion) else ():
            await referred_file(registers.files, caller, "evidence", sha256)

    async def _write(self, registers: ContractRegisters, caller: Caller, overlay: O, *, new: bool) -> None:
        await self._register(registers).put(overlay, new=new)
        await registers.announcer.changed(caller, f"{self._noun.replace(' ', '-')}s", [overlay.id])


async def _check_unsigned(registers: ContractRegisters, overlay: Overlay) -> None:
    months = await registers.signed.signed_within(overlay.contract, overlay.starts_at, overlay.ends_at)
    if months:
        told = ", ".join(f"{month:%Y-%m}" for month in months)
        raise Conflict(
            f"from, to: both sides have signed the statement of {told}, and what is signed does not change",
            reason="signed",
        )
