"""Openings of a store: what was planned, and what its records say has become of it.

An opening runs planned -> approved -> open -> closed, or is cancelled before it is open. A store that is
opened without approval is recorded all the same, and an alarm says so until somebody else of the owner has
approved it knowingly. Every time that was told has to be approved: what was told first is not undone by a
correction, and a correction to a time that the plan does not cover is approved anew.

**Enough witnesses** are two people of two organisations, on the list of who may be present, who each confirm
with their own token while the store is open; who opens is never a witness, and a colleague of theirs counts
beside somebody of another organisation only, since two are needed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Conflict, Invalid
from lokus_proto.v1.alarm import AlarmKind
from lokus_registry.domain.custody.alarm import Cause
from lokus_registry.domain.custody.moment import Span, around

WITNESS_GRACE: Final = timedelta(minutes=10)
"""How long after a store is opened its witnesses may take to confirm."""

ORGANISATIONS_NEEDED: Final = 2
LONGEST_PLAN: Final = timedelta(hours=24)
"""How long a time an opening may be planned for, at most: an approval covers no more than that."""


class OpeningState(StrEnum):
    """How far an opening has come."""

    PLANNED = "planned"
    APPROVED = "approved"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class OpeningAct(StrEnum):
    """What a record says was done."""

    APPROVE = "approve"
    OPEN = "open"
    WITNESS = "witness"
    CLOSE = "close"
    CANCEL = "cancel"
    CORRECT_OPENING = "correct-opening"
    CORRECT_CLOSING = "correct-closing"


_OPENED: Final = frozenset({OpeningAct.APPROVE, OpeningAct.WITNESS, OpeningAct.CORRECT_OPENING})
LEGAL_ACTS: Final[Mapping[OpeningState, frozenset[OpeningAct]]] = {
    OpeningState.PLANNED: frozenset({OpeningAct.APPROVE, OpeningAct.OPEN, OpeningAct.CANCEL}),
    OpeningState.APPROVED: frozenset({OpeningAct.OPEN, OpeningAct.CANCEL}),
    OpeningState.OPEN: _OPENED | {OpeningAct.CLOSE},
    OpeningState.CLOSED: _OPENED | {OpeningAct.CORRECT_CLOSING},
    OpeningState.CANCELLED: frozenset(),
}
"""What may be done in each state; what was opened is approved only where that is still wanting."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What was planned, by whom; `present` are the people who may be there."""

    id: str
    site: str
    purpose: str
    planned_from: datetime
    planned_to: datetime
    present: tuple[str, ...]
    planned_by: str

    @property
    def thing(self) -> str:
        """Its path below /v1, under which its alarms stand."""
        return f"openings/{self.id}"


@dataclass(frozen=True, slots=True)
class OpeningRecord:
    """What somebody did; `at` is when, `recorded_at` when we were told; `person` is a witness's id."""

    act: OpeningAct
    at: datetime
    recorded_at: datetime
    by: str
    organisation: str
    person: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What has become of an opening."""

    state: OpeningState = OpeningState.PLANNED
    approvals: tuple[OpeningRecord, ...] = ()
    opened: OpeningRecord | None = None
    opened_at: datetime | None = None
    is_doubtful: bool = False
    """Whether a time was told, first or as a correction, that nobody has approved before or since."""
    closed_at: datetime | None = None
    confirmations: tuple[OpeningRecord, ...] = ()
    records: int = 0

    @property
    def is_approved(self) -> bool:
        """Whether it is approved: before it is opened its plan, and then every time that was told of it."""
        return bool(self.approvals) and not self.is_doubtful

    @property
    def witnesses(self) -> tuple[OpeningRecord, ...]:
        """The confirmations that fall within the time in which the store was open."""
        return tuple(each for each in self.confirmations if self._was_open(each.at))

    @property
    def is_witnessed(self) -> bool:
        """Whether there are enough witnesses."""
        return len({each.organisation for each in self.witnesses}) >= ORGANISATIONS_NEEDED

    def _was_open(self, at: datetime) -> bool:
        began = self.opened_at is not None and self.opened_at <= at
        return began and (self.closed_at is None or at <= self.closed_at)


def fold_opening(opening: Opening, records: Iterable[OpeningRecord]) -> Course:
    """What has become of an opening with these records, the oldest first."""
    course = Course()
    for record in records:
        course = after_act(opening, course, record)
    return course


def after_act(opening: Opening, course: Course, record: OpeningRecord) -> Course:
    """What becomes of it by one more record; Conflict if it is not legal now, Invalid if it cannot be."""
    check_act(course, record.act)
    counted = replace(course, records=course.records + 1)
    match record.act:
        case OpeningAct.APPROVE:
            return _approved(counted, record)
        case OpeningAct.OPEN:
            return _opened(opening, replace(counted, state=OpeningState.OPEN, opened=record), record)
        case OpeningAct.WITNESS:
            return _witnessed(counted, record)
        case OpeningAct.CLOSE | OpeningAct.CORRECT_CLOSING:
            return _in_order(replace(counted, state=OpeningState.CLOSED, closed_at=record.at))
        case OpeningAct.CANCEL:
            return replace(counted, state=OpeningState.CANCELLED)
        case OpeningAct.CORRECT_OPENING:
            return _in_order(_opened(opening, _known_by_then(counted, record), record))


def check_act(course: Course, act: OpeningAct) -> None:
    """Conflict, naming what is legal, if this may not be done to the opening now."""
    legal = legal_acts(course)
    if act not in legal:
        raise Conflict(
            f"the opening is {course.state}: no {act} now, but {' or '.join(legal) or 'nothing more'}",
            reason="state",
            legal=legal,
        )


def legal_acts(course: Course) -> Sequence[OpeningAct]:
    """What may be done to an opening now."""
    needless = {OpeningAct.APPROVE} if course.opened is not None and course.is_approved else set()
    return sorted(LEGAL_ACTS[course.state] - needless)


def check_opening(opening: Opening) -> None:
    """Invalid unless the plan can be: an end after its beginning, everybody once."""
    if opening.planned_to <= opening.planned_from:
        raise Invalid("planned_to: lies not behind planned_from", reason="times")
    if opening.planned_to - opening.planned_from > LONGEST_PLAN:
        hours = LONGEST_PLAN // timedelta(hours=1)
        raise Invalid(
            f"planned_to: lies more than {hours} hours behind planned_from: plan an opening for each day",
            reason="too-long",
        )
    if len(set(opening.present)) != len(opening.present):
        raise Invalid("present: name everybody once", reason="twice")


def opening_causes(
    opening: Opening, course: Course, parties: frozenset[str], now: datetime
) -> Iterator[Cause]:
    """What is wrong with an opening now."""
    if course.opened_at is None:
        return
    opened = f"the store was opened at {course.opened_at.isoformat(timespec='seconds')}"
    if not course.is_approved:
        detail = f"{opened} without approval"
        yield Cause("approval", AlarmKind.OPENING_UNAPPROVED, opening.site, detail, parties)
    is_due = course.closed_at is not None or now > course.opened_at + WITNESS_GRACE
    if is_due and not course.is_witnessed:
        detail = f"{opened}, and no two witnesses of different organisations have confirmed it"
        yield Cause("witnesses", AlarmKind.OPENING_UNWITNESSED, opening.site, detail, parties)


def span_of(opening: Opening, course: Course) -> Span:
    """When to look: around the time in which the store was open, as far as that is known."""
    start = course.opened_at or opening.planned_from
    return around(start, course.closed_at or max(start, opening.planned_to))


def _approved(course: Course, record: OpeningRecord) -> Course:
    state = OpeningState.APPROVED if course.state is OpeningState.PLANNED else course.state
    return replace(course, state=state, approvals=(*course.approvals, record), is_doubtful=False)


def _opened(opening: Opening, course: Course, record: OpeningRecord) -> Course:
    """Opened at that time, which is as good as approved if it lies in the plan that was approved before."""
    in_time = opening.planned_from <= record.at <= opening.planned_to
    is_covered = in_time and any(each.at <= record.at for each in course.approvals)
    return replace(course, opened_at=record.at, is_doubtful=course.is_doubtful or not is_covered)


def _known_by_then(course: Course, record: OpeningRecord) -> Course:
    told_at = course.opened.recorded_at if course.opened else record.at
    if record.at > told_at:
        raise Invalid(
            f"at: the store was told as opened at {told_at.isoformat()}: it was not opened "
            "later than that, name the time at which it was",
            reason="told-before",
        )
    return course


def _witnessed(course: Course, record: OpeningRecord) -> Course:
    if any(each.person == record.person for each in course.confirmations):
        raise Conflict(f"{record.person} has confirmed already", reason="confirmed")
    witnessed = replace(course, confirmations=(*course.confirmations, record))
    if record not in witnessed.witnesses:
        raise Invalid(f"at: the store was not open at {record.at.isoformat()}", reason="not-open")
    return witnessed


def _in_order(course: Course) -> Course:
    opened, closed = course.opened_at, course.closed_at
    if opened is not None and closed is not None and closed < opened:
        raise Invalid(
            f"at: the store would close at {closed.isoformat()}, before it opens at {opened.isoformat()}",
            reason="order",
        )
    return course
