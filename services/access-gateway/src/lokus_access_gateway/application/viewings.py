"""Viewing sessions: the one place that lets packets flow, and that stops them.

Every session is decided anew whenever its camera, its grant or the clock changes. Ending one closes
its outlet in the same step, so no picture leaves afterwards; `run`, a task of the root, then closes
the peer connection, which tells the viewer.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from lokus_access_gateway.application.access import Access, Change, forbidden
from lokus_access_gateway.application.hub import Hubs
from lokus_access_gateway.application.outlet import Outlet
from lokus_access_gateway.application.ports import Peer, Peers, ViewingMeter
from lokus_access_gateway.domain.fragment import Fragment
from lokus_access_gateway.domain.offer import Offer, read_offer
from lokus_access_gateway.domain.playable import check_playable
from lokus_identity.caller import LEEWAY_SECONDS, Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Forbidden, Invalid, NotFound, PreconditionFailed, PreconditionRequired
from lokus_proto.subjects import StreamName
from lokus_proto.v1.grant_change import Action

log = logging.getLogger(__name__)

CONNECT_SECONDS: Final = 15.0
_CLOSE_SECONDS: Final = 3.0


@dataclass(eq=False, slots=True)
class Viewing:
    """One viewer watching one stream. `etag` names its ICE session (RFC 9725, section 4.3.1)."""

    id: str
    caller: Caller
    camera: str
    stream: StreamName
    offer: Offer
    outlet: Outlet
    peer: Peer
    etag: str
    opened_at: datetime
    trickled: bool = False

    @property
    def token_ends_at(self) -> datetime:
        """Nobody watches longer than the token that let them in."""
        return self.caller.expires_at + timedelta(seconds=LEEWAY_SECONDS)


class Viewings:
    """All viewing sessions of this gateway. Runs on the event loop alone."""

    def __init__(self, access: Access, hubs: Hubs, peers: Peers, meter: ViewingMeter, clock: Clock) -> None:
        self._access = access
        self._hubs = hubs
        self._peers = peers
        self._meter = meter
        self._clock = clock
        self._viewings: dict[str, Viewing] = {}
        self._of_camera: defaultdict[tuple[str, str], set[Viewing]] = defaultdict(set)
        self._ended: asyncio.Queue[Peer] = asyncio.Queue()
        self._closing = 0
        self._idle = asyncio.Event()
        self._idle.set()
        access.listen(self._on_change)

    async def open(self, caller: Caller, camera: str, stream: StreamName, body: bytes) -> Viewing:
        """Let a viewer in and answer its offer; any kind of error says why not."""
        asked_at = self._clock.monotonic_seconds()
        record = self._access.require(caller, camera, Action.LIVE)
        offer = read_offer(body)
        check_playable(record, stream, self._access.state(caller.tenant, camera, stream))
        viewing_id = str(uuid4())
        outlet = self._hubs.open((caller.tenant, camera, stream), self._on_sent(asked_at))
        try:
            peer = await self._peers.answer(offer, outlet, lambda: self.end(viewing_id, "gone"))
        except BaseException:
            outlet.close()
            raise
        viewing = Viewing(
            id=viewing_id,
            caller=caller,
            camera=camera,
            stream=stream,
            offer=offer,
            outlet=outlet,
            peer=peer,
            etag=f'"{uuid4()}"',
            opened_at=self._clock.now(),
        )
        self._admit(viewing)
        return viewing

    def own(self, caller: Caller, viewing_id: str) -> Viewing:
        """The caller's own session; NotFound if it is over, Forbidden if it is somebody else's."""
        viewing = self._viewings.get(viewing_id)
        if viewing is None or viewing.caller.tenant != caller.tenant:
            raise NotFound("this viewing session is over or never was")
        if viewing.caller.subject != caller.subject:
            raise Forbidden("only the one who opened a viewing session may touch it", reason="not-yours")
        return viewing

    async def trickle(self, viewing: Viewing, if_match: str | None, fragment: Fragment) -> None:
        """Take in later candidates. A first fragment may come without If-Match: clients in use do that."""
        _check_precondition(viewing, if_match)
        if fragment.username_fragment not in {None, viewing.offer.username_fragment}:
            raise Invalid("ICE restart is not offered here: open a new viewing session", reason="ice-restart")
        viewing.trickled = True
        await viewing.peer.add_candidates(fragment.candidates)

    def end(self, viewing_id: str, why: str) -> None:
        """End a session, if it is not over: no picture leaves after this line."""
        viewing = self._viewings.pop(viewing_id, None)
        if viewing is None:
            return
        viewing.outlet.close()
        key = viewing.caller.tenant, viewing.camera
        self._of_camera[key].discard(viewing)
        if not self._of_camera[key]:
            del self._of_camera[key]
        self._close_later(viewing.peer)
        self._meter.ended(why, viewing.outlet.dropped_units)
        fields = {"camera_id": viewing.camera, "viewing_id": viewing_id, "subject": viewing.caller.subject}
        log.info("viewing ended: %s", why, extra=fields)

    def end_all(self, why: str) -> None:
        """End every session."""
        for viewing_id in list(self._viewings):
            self.end(viewing_id, why)

    def sweep(self, now: datetime) -> None:
        """End what has outlived its token, and what never connected."""
        for viewing in list(self._viewings.values()):
            if viewing.token_ends_at <= now:
                self.end(viewing.id, "token-expired")
            elif not viewing.outlet.joined and (now - viewing.opened_at).total_seconds() > CONNECT_SECONDS:
                self.end(viewing.id, "never-connected")

    async def run(self) -> None:
        """Close the peer connections of sessions that ended."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                peer = await self._ended.get()
                tasks.create_task(self._close(peer), name="close a peer connection")

    async def stop(self) -> None:
        """End every session and wait until the viewers were told."""
        self.end_all("stopping")
        await self._idle.wait()

    def _admit(self, viewing: Viewing) -> None:
        # The right may have gone while the offer was being answered.
        decision = self._access.still_allowed(viewing.caller, viewing.camera, Action.LIVE)
        if not decision.allowed:
            viewing.outlet.close()
            self._close_later(viewing.peer)
            raise forbidden(decision.reason)
        self._viewings[viewing.id] = viewing
        self._of_camera[viewing.caller.tenant, viewing.camera].add(viewing)
        self._meter.opened()

    def _on_change(self, change: Change) -> None:
        for camera in change.cameras:
            for viewing in tuple(self._of_camera.get((change.tenant, camera), ())):
                decision = self._access.still_allowed(viewing.caller, camera, Action.LIVE)
                if not decision.allowed:
                    self.end(viewing.id, decision.reason)

    def _on_sent(self, asked_at: float) -> Callable[[int], None]:
        first = True

        def sent(size_bytes: int) -> None:
            nonlocal first
            if first:
                first = False
                self._meter.first_unit(self._clock.monotonic_seconds() - asked_at)
            self._meter.sent(size_bytes)

        return sent

    def _close_later(self, peer: Peer) -> None:
        self._closing += 1
        self._idle.clear()
        self._ended.put_nowait(peer)

    async def _close(self, peer: Peer) -> None:
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await peer.close()
        except TimeoutError:
            log.warning("a peer connection took over %.0f s to close and was left", _CLOSE_SECONDS)
        finally:
            self._closing -= 1
            if not self._closing:
                self._idle.set()


def _check_precondition(viewing: Viewing, if_match: str | None) -> None:
    if if_match is None and viewing.trickled:
        raise PreconditionRequired("name the ICE session in If-Match, as the ETag of the 201 said it")
    if if_match not in {None, "*", '"*"', viewing.etag}:
        raise PreconditionFailed("If-Match names another ICE session")
