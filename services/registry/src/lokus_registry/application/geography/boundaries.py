"""Boundaries of areas, kept by the platform operator and read by everybody."""

from lokus_identity.caller import Caller
from lokus_kit.errors import NotFound
from lokus_proto.v1.records_changed import Change
from lokus_registry.application.collection import ANYHOW, Precondition
from lokus_registry.application.geography.ports import Begin, GeographyRegisters
from lokus_registry.application.outcome import Outcome
from lokus_registry.application.ports import Lock
from lokus_registry.domain.geography.boundary import Boundary
from lokus_registry.domain.policy.directory import may_change_directory, may_read_directory

FEED = "area-boundaries"
"""Their collection on the change feed; the ids are the areas' codes."""


class Boundaries:
    """The calls on boundaries."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def put(self, caller: Caller, boundary: Boundary, precondition: Precondition = ANYHOW) -> bool:
        """Draw the boundary of an area that is there; True when it had none."""
        may_change_directory(caller)
        async with self._begin(caller.tenant) as registers:
            if not await registers.areas.known([boundary.id]):
                raise NotFound(f"there is no area {boundary.id}")
            before = await registers.boundaries.find(boundary.id, Lock.CHANGE)
            precondition.check("boundary of", boundary.id, before)
            [outcome] = await registers.boundaries.put_many([boundary])
            if before is None and outcome is not Outcome.CREATED:  # another drew it at the same moment
                precondition.check("boundary of", boundary.id, boundary)
            if outcome is not Outcome.UNCHANGED:
                await registers.announcer.changed(caller, FEED, [boundary.id])
            return outcome is Outcome.CREATED

    async def get(self, caller: Caller, code: str) -> Boundary:
        """The boundary of one area."""
        may_read_directory(caller)
        async with self._begin(caller.tenant) as registers:
            return await _existing(registers, code)

    async def remove(self, caller: Caller, code: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; the area stays."""
        may_change_directory(caller)
        async with self._begin(caller.tenant) as registers:
            before = await _existing(registers, code, Lock.CHANGE)
            precondition.check("boundary of", code, before)
            await registers.boundaries.remove(code)
            await registers.announcer.changed(caller, FEED, [code], Change.REMOVED)


async def _existing(registers: GeographyRegisters, code: str, lock: Lock = Lock.NONE) -> Boundary:
    found = await registers.boundaries.find(code, lock)
    if found is None:
        raise NotFound(f"area {code} has no boundary")
    return found
