"""Openings of stores: planned and approved by two people of the owner, witnessed on the spot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, Invalid, NotFound
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.custody.alarms import settle
from lokus_registry.application.custody.ports import (
    BeginOpenings,
    CameraView,
    OpeningFilter,
    OpeningRegisters,
    OpeningSummary,
    SiteHold,
)
from lokus_registry.application.custody.references import unknown_reference
from lokus_registry.application.jurisdiction import jurisdiction
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.custody.moment import happened
from lokus_registry.domain.custody.opening import (
    ORGANISATIONS_NEEDED,
    Course,
    Opening,
    OpeningAct,
    OpeningRecord,
    OpeningState,
    after_act,
    check_act,
    check_opening,
    fold_opening,
    legal_acts,
    opening_causes,
)
from lokus_registry.domain.person import Person
from lokus_registry.domain.policy.custody import (
    Concern,
    known_cameras,
    may_approve,
    may_keep_store,
    may_see_custody,
    may_witness,
    visible_custody,
)


@dataclass(frozen=True, slots=True)
class OpeningVersion:
    """What the tag of an opening stands for: its plan, and how many records say what has become of it."""

    opening: Opening
    records: int


@dataclass(frozen=True, slots=True)
class OpeningFile:
    """An opening, whom it has to do with, and all that was told of it."""

    opening: Opening
    hold: SiteHold
    present: Mapping[str, Person]
    records: Sequence[OpeningRecord]
    course: Course

    @property
    def version(self) -> OpeningVersion:
        """What it is read as: one who approves it may take that for granted."""
        return OpeningVersion(self.opening, self.course.records)

    @property
    def parties(self) -> frozenset[str]:
        """The owner of the site, and the organisations of those who may be present."""
        return frozenset({self.hold.owner, *(person.organisation for person in self.present.values())})

    @property
    def legal(self) -> Sequence[OpeningAct]:
        """What may be done next."""
        return legal_acts(self.course)


@dataclass(frozen=True, slots=True)
class OpeningDossier:
    """The same, and the cameras that may be known of."""

    file: OpeningFile
    cameras: Sequence[CameraView]


class Openings:
    """The calls on openings."""

    def __init__(self, begin: BeginOpenings, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def put(
        self, caller: Caller, opening: Opening, precondition: Precondition = ANYHOW
    ) -> tuple[OpeningFile, bool]:
        """Plan an opening, or plan it anew before anything was told of it; True when it is new."""
        check_opening(opening)
        async with self._begin(caller.tenant) as registers:
            hold = (await registers.surroundings.sites({opening.site})).get(opening.site)
            if hold is None:
                raise unknown_reference("site", "sites", [opening.site])
            may_keep_store(caller, hold.owner)
            before = await registers.openings.find(opening.id, Lock.CHANGE)
            file = await _file(registers, before) if before is not None else None
            precondition.check("opening", opening.id, file.version if file is not None else None)
            if file is not None:
                _check_replan(caller, file)
            _check_present(opening, await registers.surroundings.people(opening.present))
            if opening != before:
                await registers.openings.put(opening, new=before is None)
                await registers.announcer.changed(caller, "openings", [opening.id])
            return await _file(registers, opening), before is None

    async def act(
        self,
        caller: Caller,
        key: str,
        act: OpeningAct,
        at: datetime | None = None,
        reason: str | None = None,
        precondition: Precondition = ANYHOW,
    ) -> OpeningFile:
        """Do something to an opening; Conflict when it is not legal in its state."""
        async with self._begin(caller.tenant) as registers:
            file = await file_of(registers, key, Lock.CHANGE)
            person = _may_act(caller, file, act)
            precondition.check("opening", key, file.version)
            check_act(file.course, act)
            now = self._clock.now()
            record = OpeningRecord(
                act, happened(at, now), now, caller.subject, caller.organisation, person, reason
            )
            course = after_act(file.opening, file.course, record)
            await registers.openings.add(key, record, course)
            await settle_opening(registers, file.opening, course, file.parties, now)
            await registers.announcer.changed(caller, "openings", [key])
            return await _file(registers, file.opening)

    async def get(self, caller: Caller, key: str) -> OpeningDossier:
        """One opening with its records, and where to look."""
        may_see_custody(caller)
        async with self._begin(caller.tenant) as registers:
            file = await file_of(registers, key)
            areas = await jurisdiction(registers.organisations, caller)
            concern = Concern(file.parties, frozenset({file.hold.area}))
            visible_custody(caller, areas).require("opening", key, concern)
            sight = known_cameras(caller, areas)
            return OpeningDossier(file, await registers.surroundings.cameras({file.opening.site}, sight))

    async def page(self, caller: Caller, window: Window, which: OpeningFilter) -> Page[OpeningSummary]:
        """Some openings."""
        may_see_custody(caller)
        async with self._begin(caller.tenant) as registers:
            scope = visible_custody(caller, await jurisdiction(registers.organisations, caller))
            found = await registers.openings.read(Window(window.limit + 1, window.after), which, scope)
        items = found[: window.limit]
        return Page(items, items[-1].id if len(found) > window.limit else None)


async def file_of(registers: OpeningRegisters, key: str, lock: Lock = Lock.NONE) -> OpeningFile:
    """An opening with all that was told of it; NotFound if there is none."""
    opening = await registers.openings.find(key, lock)
    if opening is None:
        raise NotFound(f"there is no opening {key}")
    return await _file(registers, opening)


async def settle_opening(
    registers: OpeningRegisters, opening: Opening, course: Course, parties: frozenset[str], now: datetime
) -> None:
    """Raise and end its alarms."""
    await settle(registers.bell, opening.thing, opening_causes(opening, course, parties, now), now)


async def _file(registers: OpeningRegisters, opening: Opening) -> OpeningFile:
    records = await registers.openings.records(opening.id)
    return OpeningFile(
        opening=opening,
        hold=(await registers.surroundings.sites({opening.site}))[opening.site],
        present=await registers.surroundings.people(opening.present),
        records=records,
        course=fold_opening(opening, records),
    )


def _check_replan(caller: Caller, file: OpeningFile) -> None:
    may_keep_store(caller, file.hold.owner)
    if file.course.state is not OpeningState.PLANNED:
        raise Conflict(
            f"the opening is {file.course.state}: its plan stays; plan another one",
            reason="state",
            legal=list(file.legal),
        )


def _may_act(caller: Caller, file: OpeningFile, act: OpeningAct) -> str | None:
    """Forbidden unless the caller may do this; return the id of a witness."""
    match act:
        case OpeningAct.WITNESS:
            return may_witness(caller, file.present.values(), file.course).id
        case OpeningAct.APPROVE:
            may_approve(caller, file.hold.owner, file.opening, file.course)
        case _:
            may_keep_store(caller, file.hold.owner)
    return None


def _check_present(opening: Opening, people: Mapping[str, Person]) -> None:
    missing = [key for key in opening.present if key not in people or not people[key].active]
    if missing:
        raise unknown_reference("present", "people", missing)
    organisations = {person.organisation for person in people.values() if person.subject is not None}
    if len(organisations) < ORGANISATIONS_NEEDED:
        raise Invalid(
            "present: nobody could witness this opening: name people of two organisations whose `subject` "
            "is known, so that each can confirm with their own token",
            reason="witnesses",
        )
