"""Alarms: a thing (a shipment, an opening) has causes of alarm; one alarm is open for each of them.

What is wrong with a thing follows from the thing and the time alone (`Cause`). An alarm begins when its
cause is first seen and ends when it is seen no more; somebody answers for it by acknowledging it, before
or after.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lokus_kit.errors import Conflict
from lokus_proto.v1.alarm import AlarmEnded, AlarmKind, AlarmRaised


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that is wrong with a thing now; `key` tells it from the thing's other causes."""

    key: str
    kind: AlarmKind
    site: str
    detail: str
    parties: frozenset[str]
    """The organisations that it concerns, beside the owner of the site."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A cause of alarm, from when it was seen first; `thing` is its path below /v1. Newer ids are higher."""

    id: str
    kind: AlarmKind
    site: str
    thing: str
    cause: str
    detail: str
    parties: tuple[str, ...]
    raised_at: datetime
    ended_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    note: str | None = None

    def raised(self) -> AlarmRaised:
        """What the bus is told of its beginning."""
        return AlarmRaised(
            alarm=self.id,
            kind=self.kind,
            site=self.site,
            thing=self.thing,
            cause=self.cause,
            detail=self.detail,
            raised_at=self.raised_at,
        )

    def ended(self, at: datetime) -> AlarmEnded:
        """What the bus is told of its end."""
        return AlarmEnded(
            alarm=self.id,
            kind=self.kind,
            site=self.site,
            thing=self.thing,
            cause=self.cause,
            raised_at=self.raised_at,
            ended_at=at,
        )


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is to be done so that the open alarms of a thing are its causes, each once."""

    to_raise: tuple[Cause, ...]
    to_end: tuple[Alarm, ...]


def settlement(causes: Iterable[Cause], open_alarms: Sequence[Alarm]) -> Settlement:
    """Compare what is wrong with a thing to the alarms that are open for it."""
    wanted = {cause.key: cause for cause in causes}
    told = {alarm.cause for alarm in open_alarms}
    return Settlement(
        to_raise=tuple(cause for key, cause in sorted(wanted.items()) if key not in told),
        to_end=tuple(alarm for alarm in open_alarms if alarm.cause not in wanted),
    )


def check_unanswered(alarm: Alarm) -> None:
    """Conflict when somebody has answered for the alarm already."""
    if alarm.acknowledged_at is not None:
        raise Conflict(
            f"alarm {alarm.id} was acknowledged by {alarm.acknowledged_by} "
            f"at {alarm.acknowledged_at.isoformat(timespec='seconds')}: the first answer stands",
            reason="acknowledged",
        )
