"""What the use cases of custody want of the outside, bound to one transaction of one tenant."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lokus_proto.v1.alarm import AlarmKind
from lokus_registry.application.ports import Announcer, Window
from lokus_registry.domain.custody.alarm import Alarm
from lokus_registry.domain.policy.custody import CustodyScope


@dataclass(frozen=True, slots=True)
class AlarmFilter:
    """Which alarms are asked for; None takes all. `since` is when they were raised at the earliest."""

    kind: AlarmKind | None = None
    site: str | None = None
    open: bool | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeenAlarm:
    """An alarm, and the owner of its site, who is always among those whom it concerns."""

    alarm: Alarm
    owner: str

    @property
    def concerns(self) -> frozenset[str]:
        """The organisations that may read it and answer for it."""
        return frozenset({*self.alarm.parties, self.owner})


class AlarmLog(Protocol):
    """The alarms as they are read and answered for."""

    async def find(self, key: str) -> SeenAlarm | None:
        """The alarm of that id, which nobody else changes until the end."""
        ...

    async def read(self, window: Window, which: AlarmFilter, scope: CustodyScope) -> Sequence[Alarm]:
        """Those that are asked for and may be seen, the newest first; `after` is the last one had."""
        ...

    async def acknowledge(self, alarm: Alarm) -> None:
        """Keep who answered for it."""
        ...


class AlarmBell(Protocol):
    """The alarms as they are raised and ended, each told to the bus by the same transaction."""

    async def open_of(self, thing: str) -> Sequence[Alarm]:
        """The open alarms of a thing."""
        ...

    async def begin(self, alarm: Alarm) -> None:
        """Keep and tell it, unless one is open for the same cause."""
        ...

    async def end(self, alarm: Alarm, at: datetime) -> None:
        """Keep and tell its end, unless it has ended."""
        ...


@dataclass(frozen=True, slots=True)
class AlarmRegisters:
    """What one transaction about alarms works on."""

    alarms: AlarmLog
    announcer: Announcer


BeginAlarms = Callable[[str], AbstractAsyncContextManager[AlarmRegisters]]
