"""Zones, kept by the owners of their sites. A change is announced for each camera of the zone.

Locks are taken in one order everywhere: site, zone, cameras.
"""

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.ports import Begin, Lock, Registers, Window
from lokus_registry.application.zone_privacy import keep_privacy_change
from lokus_registry.domain.place import Zone, check_privacy, check_stays_private
from lokus_registry.domain.policy.places import may_change_places_of, visible_places


class Zones:
    """The calls on zones."""

    def __init__(self, begin: Begin, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def put(
        self, caller: Caller, zone: Zone, precondition: Precondition = ANYHOW, reason: str | None = None
    ) -> bool:
        """Create or replace, private unless it says otherwise; True when it is new.

        `reason` is kept with the change of its privacy, if there is one.
        """
        may_change_places_of(caller, caller.organisation)
        check_privacy(zone)
        async with self._begin(caller.tenant) as registers:
            site = await collection.referred(registers.sites, "site", "sites", zone.site)
            may_change_places_of(caller, site.owner)
            before = await registers.zones.find(zone.id, Lock.CHANGE)
            precondition.check("zone", zone.id, before)
            if before is not None:
                await _may_change(caller, registers, before)
            check_stays_private(zone, before)
            if zone != before:
                await _write(registers, zone, new=before is None)
                await keep_privacy_change(registers, caller, zone, before, reason, self._clock.now())
                await registers.announcer.changed(caller, "zones", [zone.id])
            return before is None

    async def get(self, caller: Caller, key: str) -> Zone:
        """One zone."""
        scope = visible_places(caller)
        async with self._begin(caller.tenant) as registers:
            zone = await collection.existing(registers.zones, "zone", key)
            site = await collection.existing(registers.sites, "site", zone.site)
        scope.require("zone", key, site.owner)
        return zone

    async def page(self, caller: Caller, window: Window) -> Page[Zone]:
        """Some zones."""
        scope = visible_places(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.zones, window, scope)

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; Conflict while it has cameras."""
        may_change_places_of(caller, caller.organisation)
        async with self._begin(caller.tenant) as registers:
            zone = await collection.existing(registers.zones, "zone", key, Lock.CHANGE)
            await _may_change(caller, registers, zone)
            precondition.check("zone", key, zone)
            await collection.remove(registers.zones, "zone", key)
            await registers.announcer.changed(caller, "zones", [key], Change.REMOVED)


async def _may_change(caller: Caller, registers: Registers, zone: Zone) -> None:
    site = await collection.existing(registers.sites, "site", zone.site)
    may_change_places_of(caller, site.owner)


async def _write(registers: Registers, zone: Zone, *, new: bool) -> None:
    await registers.zones.put(zone, new=new)
    for camera in await registers.history.renumber_zone(zone.id) if not new else ():
        await registers.announcer.announce(camera.record(), camera.camera.id)
