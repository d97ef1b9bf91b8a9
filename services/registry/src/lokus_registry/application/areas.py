"""Areas one by one, kept by the platform operator and read by everybody; `geography` searches them."""

from lokus_identity.caller import Caller
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Precondition
from lokus_registry.application.ports import Begin, Lock
from lokus_registry.domain.area import Area, check_area
from lokus_registry.domain.policy.directory import may_change_directory, may_read_directory


class Areas:
    """The calls on areas."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def put(self, caller: Caller, area: Area, precondition: Precondition = ANYHOW) -> bool:
        """Create or replace; True when it is new. Wider areas come first."""
        may_change_directory(caller)
        check_area(area)
        async with self._begin(caller.tenant) as registers:
            if area.parent is not None:
                await collection.referred(registers.areas, "parent", "areas", area.parent)
            before = await registers.areas.find(area.id, Lock.CHANGE)
            precondition.check("area", area.id, before)
            if area != before:
                await registers.areas.put(area, new=before is None)
                await registers.announcer.changed(caller, "areas", [area.id])
            return before is None

    async def get(self, caller: Caller, key: str) -> Area:
        """One area."""
        may_read_directory(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.existing(registers.areas, "area", key)

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; Conflict while areas, sites or polling stations lie in it."""
        may_change_directory(caller)
        async with self._begin(caller.tenant) as registers:
            before = await collection.existing(registers.areas, "area", key, Lock.CHANGE)
            precondition.check("area", key, before)
            await collection.remove(registers.areas, "area", key)
            await registers.announcer.changed(caller, "areas", [key], Change.REMOVED)
