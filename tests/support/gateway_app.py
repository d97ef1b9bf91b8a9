"""The gateway's HTTP app over use cases in memory; the caller is whoever the test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import Request

from lokus_access_gateway.application.downloads import Downloads
from lokus_access_gateway.application.events import Events
from lokus_access_gateway.application.grants import Grants
from lokus_access_gateway.application.hub import Hubs
from lokus_access_gateway.application.live_feed import LiveFeed
from lokus_access_gateway.application.viewings import Viewings
from lokus_access_gateway.entrypoints.app import new_gateway_app
from lokus_access_gateway.entrypoints.cameras import camera_routes
from lokus_access_gateway.entrypoints.event_stream import event_stream_routes
from lokus_access_gateway.entrypoints.events import event_routes
from lokus_access_gateway.entrypoints.grants import grant_routes
from lokus_access_gateway.entrypoints.me import console_routes, me_routes
from lokus_access_gateway.entrypoints.models import Console
from lokus_access_gateway.entrypoints.recordings import recording_routes
from lokus_access_gateway.entrypoints.whep import whep_routes
from lokus_identity.caller import Caller
from lokus_kit.errors import NotFound
from lokus_kit.health import Health
from support.gateway_facts import caller, camera, grant, state
from support.gateway_parts import (
    ArchiveInMemory,
    EventsInMemory,
    GrantsInMemory,
    LoopbackPeers,
    Tally,
    new_access,
    noon_clock,
)

ISSUER = "https://login.example/realms/city"
CONSOLE = Console(issuer=ISSUER, client_id="console", public_url="https://lokus.example")


class GatewayBench:
    """An app and what stands behind it: one camera, shared with the police at noon."""

    def __init__(self) -> None:
        self.caller: Caller = caller()
        self.clock, self.peers = noon_clock(), LoopbackPeers()
        self.access = new_access(camera(), state(), grant(), clock=self.clock)
        self.store, self.bucket = EventsInMemory(), dict[str, bytes]()
        self.feed = LiveFeed(self.access)
        self.events = Events(self.store, self._fetch, self.access, self.feed)
        self.archive = ArchiveInMemory(b"abc", b"def")
        self.tally = Tally()
        self.downloads = Downloads(self.access, self.archive, self.tally, self.clock)
        self.viewings = Viewings(self.access, Hubs(_no_media, self.clock), self.peers, Tally(), self.clock)
        grants = Grants(GrantsInMemory(), self.access, self.clock)
        routes = [
            me_routes(self._authenticate),
            console_routes(CONSOLE),
            camera_routes(self._authenticate, self.access),
            recording_routes(self._authenticate, self.downloads),
            whep_routes(self._authenticate, self.viewings),
            grant_routes(self._authenticate, grants, self.clock),
            event_stream_routes(self._authenticate, self.feed),
            event_routes(self._authenticate, self.events),
        ]
        self.app = new_gateway_app(Health(), routes, ISSUER)

    @asynccontextmanager
    async def http(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client of the app."""
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            yield client

    async def _authenticate(self, request: Request) -> Caller:
        return self.caller

    async def _fetch(self, key: str) -> bytes:
        if key not in self.bucket:
            raise NotFound("gone")
        return self.bucket[key]


async def _no_media(*_: object) -> None:
    """Nothing is read."""
