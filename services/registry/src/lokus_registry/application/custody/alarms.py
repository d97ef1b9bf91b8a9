"""Alarms: read by those whom they concern, answered for once; `settle` makes them follow their causes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock, utc_milliseconds
from lokus_kit.errors import NotFound
from lokus_registry.application.collection import Page
from lokus_registry.application.custody.ports import AlarmBell, AlarmFilter, BeginAlarms
from lokus_registry.application.jurisdiction import jurisdiction
from lokus_registry.application.ports import Window
from lokus_registry.domain.custody.alarm import Alarm, Cause, check_unanswered, settlement
from lokus_registry.domain.policy.custody import may_answer_for, may_see_custody, visible_custody


class Alarms:
    """The calls on alarms."""

    def __init__(self, begin: BeginAlarms, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def page(self, caller: Caller, window: Window, which: AlarmFilter) -> Page[Alarm]:
        """Some alarms, the newest first."""
        may_see_custody(caller)
        async with self._begin(caller.tenant) as registers:
            scope = visible_custody(caller, await jurisdiction(registers.organisations, caller))
            found = await registers.alarms.read(Window(window.limit + 1, window.after), which, scope)
        items = found[: window.limit]
        return Page(items, items[-1].id if len(found) > window.limit else None)

    async def acknowledge(self, caller: Caller, key: str, note: str | None) -> Alarm:
        """Answer for an alarm, open or ended; Conflict when somebody has."""
        async with self._begin(caller.tenant) as registers:
            found = await registers.alarms.find(key)
            if found is None:
                raise NotFound(f"there is no alarm {key}")
            may_answer_for(caller, key, found.concerns)
            check_unanswered(found.alarm)
            answered = replace(
                found.alarm, acknowledged_at=self._clock.now(), acknowledged_by=caller.subject, note=note
            )
            await registers.alarms.acknowledge(answered)
            await registers.announcer.changed(caller, "alarms", [key])
            return answered


async def settle(bell: AlarmBell, thing: str, causes: Iterable[Cause], now: datetime) -> None:
    """Raise what is wrong with a thing and not yet told, end what is wrong no more."""
    todo = settlement(causes, await bell.open_of(thing))
    for cause in todo.to_raise:
        await bell.begin(_alarm(thing, cause, now))
    for alarm in todo.to_end:
        await bell.end(alarm, now)


def _alarm(thing: str, cause: Cause, now: datetime) -> Alarm:
    return Alarm(
        id=f"{utc_milliseconds(now):012x}{uuid4().hex[:20]}",
        kind=cause.kind,
        site=cause.site,
        thing=thing,
        cause=cause.key,
        detail=cause.detail,
        parties=tuple(sorted(cause.parties)),
        raised_at=now,
    )
