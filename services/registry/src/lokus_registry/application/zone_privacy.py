"""The history of zones' privacy: who made which zone private or shareable, and when.

A zone begins private; whatever departs from that, or returns to it, is a change: it is kept in the
transaction that makes it, also beyond the zone's own time, and told to the plane `audit`.
"""

from datetime import datetime

from lokus_identity.caller import Caller
from lokus_kit.errors import NotFound
from lokus_registry.application import collection
from lokus_registry.application.collection import Page
from lokus_registry.application.ports import Begin, Registers
from lokus_registry.domain.place import PrivacyChange, Zone
from lokus_registry.domain.policy.places import visible_privacy_changes


class ZonePrivacy:
    """The calls on the history."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def page(self, caller: Caller, zone: str, limit: int, after: int) -> Page[PrivacyChange]:
        """Some changes of a zone from the oldest on, behind the one numbered `after`.

        Of a zone that is gone the changes stay for those who made them; NotFound when there are none.
        """
        scope = visible_privacy_changes(caller)
        async with self._begin(caller.tenant) as registers:
            found = await registers.zones.find(zone)
            if found is not None:
                site = await collection.existing(registers.sites, "site", found.site)
                scope.require("zone", zone, site.owner)
            changes = await registers.privacy.read(zone, limit + 1, after, scope)
        if found is None and not changes:
            raise NotFound(f"there is no zone {zone}")
        items = changes[:limit]
        return Page(items, str(items[-1].number) if len(changes) > limit else None)


async def keep_privacy_change(
    registers: Registers, caller: Caller, zone: Zone, before: Zone | None, reason: str | None, at: datetime
) -> None:
    """Keep and tell that the caller changed a zone's privacy, if it differs from what it was.

    Call it with the zone held, in the transaction that writes it.
    """
    was_private = before is None or before.private
    if zone.private == was_private:
        return
    number = await registers.privacy.last(zone.id) + 1
    change = PrivacyChange(
        number=number,
        zone=zone.id,
        site=zone.site,
        private=zone.private,
        by=caller.subject,
        organisation=caller.organisation,
        at=at,
        reason=reason,
    )
    await registers.privacy.add(change)
