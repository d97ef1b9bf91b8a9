"""People, each kept by their own organisation."""

from lokus_identity.caller import Caller
from lokus_kit.errors import Conflict
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.ports import Begin, Lock, Registers, Window
from lokus_registry.domain.person import Person
from lokus_registry.domain.policy.people import may_change_people_of, may_look_up_people, visible_people
from lokus_registry.domain.policy.scope import Scope


class People:
    """The calls on people."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def put(self, caller: Caller, person: Person, precondition: Precondition = ANYHOW) -> bool:
        """Create or replace; True when they are new."""
        may_change_people_of(caller, person.organisation)
        async with self._begin(caller.tenant) as registers:
            await collection.referred(
                registers.organisations, "organisation", "organisations", person.organisation
            )
            before = await registers.people.find(person.id, Lock.CHANGE)
            precondition.check("person", person.id, before)
            if before is not None:
                may_change_people_of(caller, before.organisation)
            await _check_subject(registers, person)
            if person != before:
                await registers.people.put(person, new=before is None)
                await registers.announcer.changed(caller, "people", [person.id])
            return before is None

    async def get(self, caller: Caller, key: str) -> Person:
        """One person."""
        scope = visible_people(caller)
        async with self._begin(caller.tenant) as registers:
            person = await collection.existing(registers.people, "person", key)
        scope.require("person", key, person.organisation)
        return person

    async def page(self, caller: Caller, window: Window) -> Page[Person]:
        """Some people."""
        scope = visible_people(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.people, window, scope)

    async def nameable(self, caller: Caller, organisation: str, window: Window) -> Page[Person]:
        """Some people of any organisation who are still there, to be told by what they are named by alone."""
        may_look_up_people(caller)
        async with self._begin(caller.tenant) as registers:
            await collection.existing(registers.organisations, "organisation", organisation)
            wanted = window.narrowed(organisation=organisation, active=True)
            return await collection.page(registers.people, wanted, Scope(everything=True))

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; Conflict while anything names them: set `active` to false then."""
        may_change_people_of(caller, caller.organisation)
        async with self._begin(caller.tenant) as registers:
            person = await collection.existing(registers.people, "person", key, Lock.CHANGE)
            may_change_people_of(caller, person.organisation)
            precondition.check("person", key, person)
            await collection.remove(registers.people, "person", key)
            await registers.announcer.changed(caller, "people", [key], Change.REMOVED)


async def _check_subject(registers: Registers, person: Person) -> None:
    if person.subject is None:
        return
    wanted = {"organisation": person.organisation, "subject": person.subject}
    for found in await registers.people.read(Window(2, wanted=wanted), Scope(everything=True)):
        if found.id != person.id:
            raise Conflict(
                f"subject: {person.subject} is {found.id} of {person.organisation} already: one token is one "
                "person",
                reason="subject-taken",
            )
