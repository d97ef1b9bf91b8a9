"""How each collection takes many rows: what is looked up for all of them, and the PUT of a single one.

What is looked up is held in the house's order (site, zone, camera, each by id), so that the PUT, which is
the very one of the API, finds it in memory and takes no lock out of order.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_registry.application.areas import Areas
from lokus_registry.application.cameras import Cameras
from lokus_registry.application.imports.ports import BatchRegister, BatchRegisters, Reader
from lokus_registry.application.organisations import Organisations
from lokus_registry.application.ports import Lock, Registers, Safe
from lokus_registry.application.sites import Sites
from lokus_registry.application.zones import Zones
from lokus_registry.domain.area import Area
from lokus_registry.domain.camera import Camera, Credentials, Kept
from lokus_registry.domain.imports.job import ImportCollection
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.place import Site, Zone

Stored = TypeVar("Stored")
Asked = TypeVar("Asked")


class Intake(Protocol[Stored, Asked]):
    """One collection, as a batch sees it."""

    @property
    def reader(self) -> Reader[Stored, Asked]:
        """The schema of its rows."""
        ...

    def register(self, registers: BatchRegisters) -> BatchRegister[Stored]:
        """Where its things are."""
        ...

    async def load(self, registers: BatchRegisters, keys: Sequence[str], rows: Sequence[Asked]) -> None:
        """Look up and hold all that the PUTs of these rows need."""
        ...

    async def put(self, registers: BatchRegisters, caller: Caller, row: Asked) -> bool:
        """The PUT of one; True when it is new."""
        ...


@dataclass(frozen=True, slots=True)
class AskedCamera:
    """A camera, and what is said of its credentials."""

    camera: Camera
    credentials: Credentials | Kept | None


@dataclass(frozen=True, slots=True)
class AskedZone:
    """A zone, and why its privacy is what it is."""

    zone: Zone
    reason: str | None


class OrganisationIntake:
    """Organisations."""

    def __init__(self, reader: Reader[Organisation, Organisation]) -> None:
        self.reader = reader

    def register(self, registers: BatchRegisters) -> BatchRegister[Organisation]:
        """Where they are."""
        return registers.organisations

    async def load(
        self, registers: BatchRegisters, keys: Sequence[str], rows: Sequence[Organisation]
    ) -> None:
        """Keep their areas; hold them and those above them, all at once, for these may be rows as well."""
        await registers.areas.load([code for row in rows for code in row.jurisdiction], Lock.KEEP)
        parents = [row.parent for row in rows if row.parent is not None]
        await registers.organisations.load([*keys, *parents], Lock.CHANGE)

    async def put(self, registers: BatchRegisters, caller: Caller, row: Organisation) -> bool:
        """PUT one."""
        return await Organisations(_within(registers)).put(caller, row)


class AreaIntake:
    """Areas, wider ones first."""

    def __init__(self, reader: Reader[Area, Area]) -> None:
        self.reader = reader

    def register(self, registers: BatchRegisters) -> BatchRegister[Area]:
        """Where they are."""
        return registers.areas

    async def load(self, registers: BatchRegisters, keys: Sequence[str], rows: Sequence[Area]) -> None:
        """Hold them and their parents, all at once, for these may be rows as well."""
        parents = [row.parent for row in rows if row.parent is not None]
        await registers.areas.load([*keys, *parents], Lock.CHANGE)

    async def put(self, registers: BatchRegisters, caller: Caller, row: Area) -> bool:
        """PUT one."""
        return await Areas(_within(registers)).put(caller, row)


class SiteIntake:
    """Sites."""

    def __init__(self, reader: Reader[Site, Site]) -> None:
        self.reader = reader

    def register(self, registers: BatchRegisters) -> BatchRegister[Site]:
        """Where they are."""
        return registers.sites

    async def load(self, registers: BatchRegisters, keys: Sequence[str], rows: Sequence[Site]) -> None:
        """Keep owners, areas and people; hold the sites and their command posts for change."""
        await registers.organisations.load([row.owner for row in rows], Lock.KEEP)
        await registers.areas.load([row.area for row in rows], Lock.KEEP)
        people = [row.contact for row in rows] + [
            row.notice_sign.checked_by for row in rows if row.notice_sign is not None
        ]
        await registers.people.load([person for person in people if person is not None], Lock.KEEP)
        posts = [row.command_post for row in rows if row.command_post is not None]
        await registers.sites.load([*keys, *posts], Lock.CHANGE)
        await registers.history.load_sites(keys)

    async def put(self, registers: BatchRegisters, caller: Caller, row: Site) -> bool:
        """PUT one."""
        return await Sites(_within(registers)).put(caller, row)


class ZoneIntake:
    """Zones."""

    def __init__(self, reader: Reader[Zone, AskedZone], clock: Clock) -> None:
        self.reader = reader
        self._clock = clock

    def register(self, registers: BatchRegisters) -> BatchRegister[Zone]:
        """Where they are."""
        return registers.zones

    async def load(self, registers: BatchRegisters, keys: Sequence[str], rows: Sequence[AskedZone]) -> None:
        """Keep the sites, those that they leave as well; hold the zones for change."""
        present = await registers.zones.load(keys)
        asked = [row.zone for row in rows]
        await registers.sites.load([zone.site for zone in (*present.values(), *asked)], Lock.KEEP)
        await registers.zones.load(keys, Lock.CHANGE)
        await registers.history.load_zones(keys)
        await registers.privacy.load(keys)

    async def put(self, registers: BatchRegisters, caller: Caller, row: AskedZone) -> bool:
        """PUT one."""
        return await Zones(_within(registers), self._clock).put(caller, row.zone, reason=row.reason)


class CameraIntake:
    """Cameras."""

    def __init__(self, reader: Reader[Camera, AskedCamera], safe: Safe, clock: Clock) -> None:
        self.reader = reader
        self._safe = safe
        self._clock = clock

    def register(self, registers: BatchRegisters) -> BatchRegister[Camera]:
        """Where they are."""
        return registers.cameras

    async def load(self, registers: BatchRegisters, keys: Sequence[str], rows: Sequence[AskedCamera]) -> None:
        """Keep sites and zones, those that they leave as well, and vendors; hold the cameras for change."""
        asked = [row.camera for row in rows]
        present = await registers.cameras.load(keys)
        zones = [camera.zone for camera in (*present.values(), *asked)]
        seen = await registers.zones.load(zones)
        sites = await registers.sites.load([zone.site for zone in seen.values()], Lock.KEEP)
        await registers.zones.load(zones, Lock.KEEP)
        vendors = [camera.vendor for camera in asked if camera.vendor is not None]
        await registers.organisations.load(vendors, Lock.KEEP)
        await registers.organisations.load([site.owner for site in sites.values()])
        held = await registers.cameras.load(keys, Lock.CHANGE)
        await registers.lives.load(held)
        await registers.history.load([key for key in keys if key not in present])

    async def put(self, registers: BatchRegisters, caller: Caller, row: AskedCamera) -> bool:
        """PUT one."""
        cameras = Cameras(_within(registers), self._safe, self._clock)
        _, created = await cameras.put(caller, row.camera, row.credentials)
        return created


@dataclass(frozen=True, slots=True)
class Readers:
    """The schemas of all rows."""

    organisations: Reader[Organisation, Organisation]
    areas: Reader[Area, Area]
    sites: Reader[Site, Site]
    zones: Reader[Zone, AskedZone]
    cameras: Reader[Camera, AskedCamera]


def intakes_of(readers: Readers, safe: Safe, clock: Clock) -> dict[ImportCollection, Intake[Any, Any]]:
    """The intakes of all collections."""
    return {
        ImportCollection.ORGANISATIONS: OrganisationIntake(readers.organisations),
        ImportCollection.AREAS: AreaIntake(readers.areas),
        ImportCollection.SITES: SiteIntake(readers.sites),
        ImportCollection.ZONES: ZoneIntake(readers.zones, clock),
        ImportCollection.CAMERAS: CameraIntake(readers.cameras, safe, clock),
    }


class _within:  # noqa: N801 (reads as a word where it is used)
    """Opens no transaction: the batch's own is open."""

    def __init__(self, registers: BatchRegisters) -> None:
        self._registers = registers

    def __call__(self, tenant: str) -> AbstractAsyncContextManager[Registers]:  # noqa: ARG002 (the batch's)
        """The batch's registers."""
        return nullcontext(self._registers)
