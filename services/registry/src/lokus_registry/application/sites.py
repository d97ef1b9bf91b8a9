"""Sites, kept by their owners. What a record says of a site is announced for each of its cameras.

The site's row is held from the first look to the commit, and whoever places a camera holds it too
(`Lock.KEEP`), so that no camera can slip in with what the site said before.
"""

from lokus_kit.identity import Caller
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.ports import Begin, Lock, Registers, Window
from lokus_registry.domain.place import Site, check_position
from lokus_registry.domain.policy.places import may_change_places_of, visible_places


class Sites:
    """The calls on sites."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def put(self, caller: Caller, site: Site, precondition: Precondition = ANYHOW) -> bool:
        """Create or replace; True when it is new."""
        may_change_places_of(caller, site.owner)
        check_position(site.latitude, site.longitude)
        async with self._begin(caller.tenant) as registers:
            await collection.referred(registers.organisations, "owner", "organisations", site.owner)
            await collection.referred(registers.areas, "area", "areas", site.area)
            before = await registers.sites.find(site.id, Lock.CHANGE)
            precondition.check("site", site.id, before)
            if before is not None:
                may_change_places_of(caller, before.owner)
            if site != before:
                await _write(registers, site, before)
                await registers.announcer.changed(caller, "sites", [site.id])
            return before is None

    async def get(self, caller: Caller, key: str) -> Site:
        """One site."""
        scope = visible_places(caller)
        async with self._begin(caller.tenant) as registers:
            site = await collection.existing(registers.sites, "site", key)
        scope.require("site", key, site.owner)
        return site

    async def page(self, caller: Caller, window: Window) -> Page[Site]:
        """Some sites."""
        scope = visible_places(caller)
        async with self._begin(caller.tenant) as registers:
            return await collection.page(registers.sites, window, scope)

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove one; Conflict while it has zones."""
        may_change_places_of(caller, caller.organisation)
        async with self._begin(caller.tenant) as registers:
            site = await collection.existing(registers.sites, "site", key, Lock.CHANGE)
            may_change_places_of(caller, site.owner)
            precondition.check("site", key, site)
            await collection.remove(registers.sites, "site", key)
            await registers.announcer.changed(caller, "sites", [key], Change.REMOVED)


async def _write(registers: Registers, site: Site, before: Site | None) -> None:
    await registers.sites.put(site, new=before is None)
    if before is not None and _on_record(site) != _on_record(before):
        for camera in await registers.history.renumber_site(site.id):
            await registers.announcer.announce(camera.record(), camera.camera.id)


def _on_record(site: Site) -> tuple[str, ...]:
    """What the records of its cameras say of a site."""
    return site.name, site.kind, site.owner, site.area
