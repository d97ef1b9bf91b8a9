"""Events: kept as they come from the bus, read by those who may see their camera now.

A grant opens no past: what was raised before it began stays closed to its grantee.
"""

import hashlib
from datetime import datetime

from lokus_access_gateway.application.access import Access
from lokus_access_gateway.application.live_feed import LiveFeed
from lokus_access_gateway.application.ports import EventStore, FetchSnapshot
from lokus_access_gateway.domain.event import Event
from lokus_identity.caller import Caller
from lokus_kit.errors import NotFound
from lokus_proto.v1.grant_change import Action


class Events:
    """The use cases of events."""

    def __init__(self, store: EventStore, snapshot: FetchSnapshot, access: Access, feed: LiveFeed) -> None:
        self._store = store
        self._snapshot = snapshot
        self._access = access
        self._feed = feed

    async def take(self, event: Event, seq: int) -> None:
        """Keep what the bus told at a place, then pass it on."""
        await self._store.keep(event, seq)
        self._feed.tell_event(event)

    async def page(
        self, caller: Caller, camera: str | None, before: tuple[datetime, str] | None, limit: int
    ) -> list[Event]:
        """History, newest first, of one camera or of all whose events the caller may see now."""
        reaches = self._access.reaches(caller, Action.EVENTS)
        if camera is not None:
            self._access.require(caller, camera, Action.EVENTS)
            reaches = {camera: reaches[camera]}
        return await self._store.page(caller.tenant, reaches, before, limit) if reaches else []

    async def snapshot(self, caller: Caller, event: str) -> bytes:
        """The picture of an event, as analytics took it; NotFound if there is none, or no more."""
        found = await self._store.get(caller.tenant, event)
        self._access.require_past(caller, found.camera, Action.EVENTS, found.raised_at)
        if found.snapshot is None:
            raise NotFound(f"event {event} has no snapshot")
        picture = await self._snapshot(found.snapshot.key)
        if hashlib.sha256(picture).hexdigest() != found.snapshot.sha256:
            raise NotFound(f"the snapshot of event {event} is not the one that was taken")
        return picture
