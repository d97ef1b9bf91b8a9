"""Organisations, kept by the platform operator and read by everybody who has a part in the platform."""

from lokus_identity.caller import Caller
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.ports import Begin, Lock, Registers, Window
from lokus_registry.domain.organisation import Organisation, check_parent
from lokus_registry.domain.policy.directory import may_change_directory, may_read_directory
from lokus_registry.domain.policy.scope import Scope


class Organisations:
    """The calls on organisations."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def put(
        self, caller: Caller, organisation: Organisation, precondition: Precondition = ANYHOW
    ) -> bool:
        """Create or replace; True when it is new."""
        may_change_directory(caller)
        async with self._begin(caller.tenant) as registers:
            await _check_references(registers, organisation)
            before = await registers.organisations.find(organisation.id, Lock.CHANGE)
            precondition.check("organisation", organisation.id, before)
            if organisation != before:
                await registers.organisations.put(organisation, new=before is None)
                await registers.announcer.changed(caller, "organisations", [organisation.id])
            return before is None

    async def get(self, caller: Caller, key: str) -> Organisation:
        """One organisation."""
        may_read_directory(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.existing(registers.organisations, "organisation", key)

    async def page(self, caller: Caller, window: Window) -> Page[Organisation]:
        """Some organisations."""
        may_read_directory(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.organisations, window, Scope(everything=True))

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; Conflict while it owns sites, keeps cameras, has people or stands above others."""
        may_change_directory(caller)
        async with self._begin(caller.tenant) as registers:
            before = await collection.existing(registers.organisations, "organisation", key, Lock.CHANGE)
            precondition.check("organisation", key, before)
            await collection.remove(registers.organisations, "organisation", key)
            await registers.announcer.changed(caller, "organisations", [key], Change.REMOVED)


async def _check_references(registers: Registers, organisation: Organisation) -> None:
    if organisation.parent is not None:
        above = await registers.organisations.above(organisation.parent)
        check_parent(organisation, above)
        await collection.referred(registers.organisations, "parent", "organisations", organisation.parent)
    for code in organisation.jurisdiction:
        await collection.referred(registers.areas, "jurisdiction", "areas", code)
