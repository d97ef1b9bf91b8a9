"""The cameras of contracts: brought in and taken out by the buyer, many at a time, all or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import NotFound
from lokus_registry.application.collection import Page, page_of
from lokus_registry.application.contracts.contracts import bought, visible
from lokus_registry.application.contracts.ports import BeginContracts, ContractRegisters
from lokus_registry.application.contracts.revisions import outdate
from lokus_registry.application.ports import Window
from lokus_registry.domain.contracts.contract import Contract, Stay, check_not_signed, stay_of
from lokus_registry.domain.contracts.period import Span, epoch_ms
from lokus_registry.domain.contracts.period import moment as moment_of
from lokus_registry.domain.contracts.staying import CameraStays, changed_time, check_candidates


class Membership:
    """The calls on the cameras of a contract."""

    def __init__(self, begin: BeginContracts, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def put(
        self,
        caller: Caller,
        key: str,
        cameras: Sequence[str],
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Stay]:
        """Bring cameras in, for all of the contract unless said; a stay that begins then is replaced."""
        async with self._begin(caller.tenant) as registers:
            contract = await bought(registers, caller, key)
            stays = [stay_of(contract, camera, since, until) for camera in sorted(set(cameras))]
            changed = await _place(registers, contract, stays)
            if changed is not None:
                await outdate(registers, caller, key, [changed], self._clock.now())
                await registers.announcer.changed(caller, "contracts", [key])
            return stays

    async def page(self, caller: Caller, key: str, window: Window) -> Page[CameraStays]:
        """Some cameras of a contract."""
        async with self._begin(caller.tenant) as registers:
            await visible(registers, caller, key)
            found = await registers.stay_reading.page(key, replace(window, limit=window.limit + 1))
            return page_of(found, window.limit)

    async def end(self, caller: Caller, key: str, camera: str, until: datetime | None = None) -> None:
        """Take a camera out, now unless said: its stay ends then, or never was if it had not begun."""
        moment = until or self._clock.now().replace(microsecond=0)
        async with self._begin(caller.tenant) as registers:
            await bought(registers, caller, key)
            check_not_signed("until", moment, await registers.signed.signed_until(key))
            running = [stay for stay in await registers.stays.of_camera(key, camera) if stay.until > moment]
            if not running:
                raise NotFound(f"camera {camera} is not in contract {key} then or later")
            for stay in running:
                await registers.stays.remove(key, stay)
            kept = [replace(stay, until=moment) for stay in running if stay.since < moment]
            await registers.stays.put(key, kept)
            ended = Span(epoch_ms(moment), max(epoch_ms(stay.until) for stay in running))
            await outdate(registers, caller, key, [ended], self._clock.now())
            await registers.announcer.changed(caller, "contracts", [key])


async def _place(registers: ContractRegisters, contract: Contract, stays: Sequence[Stay]) -> Span | None:
    """Bring the cameras in; the time that this changes, None when all were in already."""
    candidates = await registers.stays.candidates(contract.id, stays)
    check_candidates(contract, stays, candidates)
    changed = changed_time(stays, candidates)
    if changed is None:
        return None
    begins = moment_of(changed.start_ms)
    check_not_signed("since, until", begins, await registers.signed.signed_until(contract.id))
    await registers.stays.put(contract.id, stays)
    return changed
