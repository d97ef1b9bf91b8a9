"""Elections, kept by the platform operator and read by everybody."""

from lokus_identity.caller import Caller
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.elections.ports import Begin
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.elections.election import Election, check_election
from lokus_registry.domain.policy.directory import may_change_directory, may_read_directory
from lokus_registry.domain.policy.scope import Scope


class Elections:
    """The calls on elections."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def put(self, caller: Caller, election: Election, precondition: Precondition = ANYHOW) -> bool:
        """Create or replace; True when it is new."""
        may_change_directory(caller)
        check_election(election)
        async with self._begin(caller.tenant) as registers:
            before = await registers.elections.find(election.id, Lock.CHANGE)
            precondition.check("election", election.id, before)
            if election != before:
                await registers.elections.put(election, new=before is None)
                await registers.announcer.changed(caller, "elections", [election.id])
            return before is None

    async def get(self, caller: Caller, key: str) -> Election:
        """One election."""
        may_read_directory(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.existing(registers.elections, "election", key)

    async def page(self, caller: Caller, window: Window) -> Page[Election]:
        """Some elections."""
        may_read_directory(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.elections, window, Scope(everything=True))

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; Conflict while it has polling stations."""
        may_change_directory(caller)
        async with self._begin(caller.tenant) as registers:
            before = await collection.existing(registers.elections, "election", key, Lock.CHANGE)
            precondition.check("election", key, before)
            await collection.remove(registers.elections, "election", key)
            await registers.announcer.changed(caller, "elections", [key], Change.REMOVED)
