"""Standards, each kept by its organisation."""

from lokus_identity.caller import Caller
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.ports import Lock, Window
from lokus_registry.application.readiness.ports import BeginReadiness
from lokus_registry.domain.policy.readiness import may_change_standard, may_read_standards
from lokus_registry.domain.policy.scope import Scope
from lokus_registry.domain.readiness.standard import Standard, check_standard


class Standards:
    """The calls on standards."""

    def __init__(self, begin: BeginReadiness) -> None:
        self._begin = begin

    async def put(self, caller: Caller, standard: Standard, precondition: Precondition = ANYHOW) -> bool:
        """Create or replace; True when it is new."""
        may_change_standard(caller, standard.owner)
        check_standard(standard)
        async with self._begin(caller.tenant) as registers:
            await collection.referred(registers.organisations, "owner", "organisations", standard.owner)
            before = await registers.standards.find(standard.id, Lock.CHANGE)
            precondition.check("standard", standard.id, before)
            if before is not None:
                may_change_standard(caller, before.owner)
            if standard != before:
                await registers.standards.put(standard, new=before is None)
                await registers.announcer.changed(caller, "standards", [standard.id])
            return before is None

    async def get(self, caller: Caller, key: str) -> Standard:
        """One standard."""
        may_read_standards(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.existing(registers.standards, "standard", key)

    async def page(self, caller: Caller, window: Window) -> Page[Standard]:
        """Some standards."""
        may_read_standards(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.standards, window, Scope(everything=True))

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; what was found for it stays."""
        async with self._begin(caller.tenant) as registers:
            standard = await collection.existing(registers.standards, "standard", key, Lock.CHANGE)
            may_change_standard(caller, standard.owner)
            precondition.check("standard", key, standard)
            await collection.remove(registers.standards, "standard", key)
            await registers.announcer.changed(caller, "standards", [key], Change.REMOVED)
