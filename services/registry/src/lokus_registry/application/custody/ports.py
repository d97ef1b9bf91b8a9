"""What the use cases of custody want of the outside, bound to one transaction of one tenant."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lokus_proto.v1.alarm import AlarmKind
from lokus_registry.application.ports import Announcer, FileStore, Lock, Register, Window
from lokus_registry.domain.custody.alarm import Alarm
from lokus_registry.domain.custody.leg import Custody, LegRecord, LegState
from lokus_registry.domain.custody.opening import Course, Opening, OpeningRecord, OpeningState
from lokus_registry.domain.custody.shipment import Leg, Shipment
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.person import Person
from lokus_registry.domain.policy.custody import CameraSight, CustodyScope


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
        """The organisations that may answer for it."""
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
    organisations: Register[Organisation]
    announcer: Announcer


BeginAlarms = Callable[[str], AbstractAsyncContextManager[AlarmRegisters]]


@dataclass(frozen=True, slots=True)
class ShipmentFilter:
    """Which shipments are asked for; None takes all. A site is one that any leg leaves or reaches."""

    election: str | None = None
    site: str | None = None
    state: LegState | None = None


@dataclass(frozen=True, slots=True)
class ShipmentSummary:
    """A shipment, and how many of its legs are in which state."""

    id: str
    name: str
    owner: str
    election: str
    legs: Mapping[LegState, int]


@dataclass(frozen=True, slots=True)
class CameraView:
    """A camera worth a look."""

    id: str
    name: str
    zone: str
    site: str


class ShipmentPlans(Protocol):
    """The plans of shipments."""

    async def find(self, key: str, lock: Lock = Lock.NONE) -> Shipment | None:
        """The shipment of that id; its lock holds its legs, records and alarms too."""
        ...

    async def read(
        self, window: Window, which: ShipmentFilter, scope: CustodyScope
    ) -> Sequence[ShipmentSummary]:
        """Those that are asked for and may be seen, in the order of ids."""
        ...

    async def put(self, shipment: Shipment, *, new: bool) -> None:
        """Write the plan; legs that it no longer has are gone."""
        ...

    async def remove(self, key: str) -> None:
        """Remove the plan and its legs, none of which has departed."""
        ...


class LegBook(Protocol):
    """What has become of legs."""

    async def legs(self, shipment: Shipment) -> Sequence[Leg]:
        """The legs of a shipment in the order of the plan."""
        ...

    async def records(self, shipment: str, leg: str) -> Sequence[LegRecord]:
        """All that was told of a leg, the oldest first."""
        ...

    async def add(self, shipment: str, leg: str, record: LegRecord, custody: Custody) -> None:
        """Add a record, and keep the state that the leg is in with it."""
        ...


@dataclass(frozen=True, slots=True)
class SiteHold:
    """Who owns a site, and the area that it lies in."""

    owner: str
    area: str


class Surroundings(Protocol):
    """What plans refer to."""

    async def sites(self, keys: Collection[str]) -> Mapping[str, SiteHold]:
        """Who owns those sites that there are, and in which area each lies."""
        ...

    async def people(self, keys: Collection[str]) -> Mapping[str, Person]:
        """Those people that there are."""
        ...

    async def has_election(self, key: str) -> bool:
        """Tell whether there is such an election."""
        ...

    async def cameras(self, sites: Collection[str], sight: CameraSight) -> Sequence[CameraView]:
        """The cameras at these sites that may be known of, in the order of ids."""
        ...


@dataclass(frozen=True, slots=True)
class ShipmentRegisters:
    """What one transaction about shipments works on."""

    plans: ShipmentPlans
    legs: LegBook
    surroundings: Surroundings
    organisations: Register[Organisation]
    bell: AlarmBell
    files: FileStore
    announcer: Announcer


BeginShipments = Callable[[str], AbstractAsyncContextManager[ShipmentRegisters]]


@dataclass(frozen=True, slots=True)
class OpeningFilter:
    """Which openings are asked for; None takes all."""

    site: str | None = None
    state: OpeningState | None = None


@dataclass(frozen=True, slots=True)
class OpeningSummary:
    """An opening, and the state that it is in."""

    opening: Opening
    state: OpeningState

    @property
    def id(self) -> str:
        """The opening's."""
        return self.opening.id


class OpeningBook(Protocol):
    """Plans of openings, and what has become of them."""

    async def find(self, key: str, lock: Lock = Lock.NONE) -> Opening | None:
        """The opening of that id; its lock holds its records and alarms too."""
        ...

    async def read(
        self, window: Window, which: OpeningFilter, scope: CustodyScope
    ) -> Sequence[OpeningSummary]:
        """Those that are asked for and may be seen, in the order of ids."""
        ...

    async def put(self, opening: Opening, *, new: bool) -> None:
        """Write the plan."""
        ...

    async def records(self, key: str) -> Sequence[OpeningRecord]:
        """All that was told of an opening, the oldest first."""
        ...

    async def add(self, key: str, record: OpeningRecord, course: Course) -> None:
        """Add a record, and keep the state that the opening is in with it."""
        ...


@dataclass(frozen=True, slots=True)
class OpeningRegisters:
    """What one transaction about openings works on."""

    openings: OpeningBook
    surroundings: Surroundings
    organisations: Register[Organisation]
    bell: AlarmBell
    announcer: Announcer


BeginOpenings = Callable[[str], AbstractAsyncContextManager[OpeningRegisters]]
