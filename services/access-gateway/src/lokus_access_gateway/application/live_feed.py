"""What each open page is told as it happens: cameras that come, change and go, and events.

A subscription keeps what it last said of each camera, so that it says only news, and says
`camera-gone` the moment a right ends. Its queue is bounded: a reader that is too slow is closed with
a reason and comes again. All on the event loop; the HTTP response that reads one owns it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lokus_access_gateway.application.access import Access, CameraView, Change
from lokus_access_gateway.domain.event import Event
from lokus_identity.caller import LEEWAY_SECONDS, Caller
from lokus_proto.v1.grant_change import Action

QUEUE_LIMIT: Final = 1000


@dataclass(frozen=True, slots=True)
class CameraGone:
    """The caller may no longer see this camera, or it is no more."""

    id: str


class Note(StrEnum):
    """Word of the feed itself."""

    READY = "ready"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Closing:
    """The last thing said: why the feed ends."""

    reason: str


Told = CameraView | CameraGone | Event | Note | Closing


class Subscription:
    """One reader of the feed."""

    def __init__(self, caller: Caller, access: Access, queue_limit: int = QUEUE_LIMIT) -> None:
        self.caller = caller
        self.token_ends_at = caller.expires_at + timedelta(seconds=LEEWAY_SECONDS)
        self._access = access
        self._known: dict[str, CameraView] = {}
        self._queue: asyncio.Queue[Told] = asyncio.Queue(queue_limit)
        self._closing: Closing | None = None

    async def read(self, quiet_seconds: float) -> AsyncIterator[Told]:
        """All cameras, `READY`, then news; `QUIET` after each such time without any. Ends with `Closing`."""
        for view in self._access.visible(self.caller):
            if self._known.setdefault(view.camera.id, view) is view:
                yield view
        yield Note.READY
        while self._closing is None:
            try:
                async with asyncio.timeout(quiet_seconds):
                    told = await self._queue.get()
            except TimeoutError:
                yield Note.QUIET
                continue
            if not isinstance(told, Closing):
                yield told
        yield self._closing

    def refresh(self, camera: str) -> None:
        """Say what is new of a camera, if anything is."""
        view = self._access.view(self.caller, camera)
        if view is None:
            if self._known.pop(camera, None) is not None:
                self._put(CameraGone(camera))
        elif self._known.get(camera) != view:
            self._known[camera] = view
            self._put(view)

    def tell_event(self, event: Event) -> None:
        """Pass an event on, if the caller may see it now."""
        if self._access.still_allowed(self.caller, event.camera, Action.EVENTS).allowed:
            self._put(event)

    def close(self, reason: str) -> None:
        """End the feed; what waits in it is not sent any more."""
        if self._closing is None:
            self._closing = Closing(reason)
            while not self._queue.empty():
                self._queue.get_nowait()
            self._queue.put_nowait(self._closing)

    def _put(self, told: Told) -> None:
        if self._closing is not None:
            return
        if self._queue.full():
            self.close("slow")
        else:
            self._queue.put_nowait(told)


class LiveFeed:
    """All subscriptions of this gateway."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._subscriptions: set[Subscription] = set()
        access.listen(self._on_change)

    def require_ready(self) -> None:
        """Unavailable while there is nothing true to tell yet."""
        self._access.require_caught_up()

    @contextmanager
    def subscribe(self, caller: Caller) -> Iterator[Subscription]:
        """A subscription for as long as the block lasts."""
        subscription = Subscription(caller, self._access)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def tell_event(self, event: Event) -> None:
        """Pass an event on to whoever may see it."""
        for subscription in self._of_tenant(event.tenant):
            subscription.tell_event(event)

    def sweep(self, now: datetime) -> None:
        """Close what has outlived its token."""
        for subscription in self._subscriptions:
            if subscription.token_ends_at <= now:
                subscription.close("token-expired")

    async def stop(self) -> None:
        """Close every subscription."""
        for subscription in self._subscriptions:
            subscription.close("stopping")

    def _on_change(self, change: Change) -> None:
        for subscription in self._of_tenant(change.tenant):
            if change.organisation in {None, subscription.caller.organisation}:
                for camera in change.cameras:
                    subscription.refresh(camera)

    def _of_tenant(self, tenant: str) -> list[Subscription]:
        return [each for each in self._subscriptions if each.caller.tenant == tenant]
