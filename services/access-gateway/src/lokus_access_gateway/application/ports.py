"""What the use cases ask of the world, named by what they want."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime
from typing import Any, Protocol

from lokus_access_gateway.application.outlet import Outlet
from lokus_access_gateway.domain.decision import Decision
from lokus_access_gateway.domain.event import Event
from lokus_access_gateway.domain.footage import Place
from lokus_access_gateway.domain.grant import GrantFile
from lokus_access_gateway.domain.offer import Offer
from lokus_proto.media import AccessUnit
from lokus_proto.subjects import StreamName
from lokus_proto.v1.footage import ClipPart, ClipReply, ClipRequest, TimelineReply
from lokus_proto.v1.grant_change import Action

ReadMedia = Callable[[str, str, StreamName, Callable[[AccessUnit], None]], Coroutine[Any, Any, None]]
"""Read a stream (tenant, camera, stream) until cancelled, handing its access units on in order."""

FetchSnapshot = Callable[[str], Awaitable[bytes]]
"""A snapshot's bytes by its key; NotFound once it is gone."""


class Peer(Protocol):
    """The gateway's end of one viewer's WebRTC connection."""

    @property
    def answer(self) -> str:
        """Our SDP answer."""
        ...

    async def add_candidates(self, candidates: tuple[str, ...]) -> None:
        """Take in candidates (RFC 8839 attribute values) that the viewer sent later."""
        ...

    async def close(self) -> None:
        """Tell the viewer that it is over, and free everything."""
        ...


class Peers(Protocol):
    """Makes WebRTC connections."""

    async def answer(self, offer: Offer, outlet: Outlet, on_gone: Callable[[], None]) -> Peer:
        """Answer an offer, to send what the outlet gives; `on_gone` is told when the viewer is lost."""
        ...


class GrantStore(Protocol):
    """Grants as they are kept; a change is told on the bus if and only if it was kept."""

    async def get(self, tenant: str, grant: str) -> GrantFile:
        """One grant; NotFound if there is none."""
        ...

    async def create(self, file: GrantFile) -> GrantFile | None:
        """Keep a new grant; if its id is taken, keep nothing and return who has it."""
        ...

    async def revoke(self, tenant: str, grant: str, by: str, at: datetime, reason: str | None) -> GrantFile:
        """Revoke, once and for all; a second time changes nothing."""
        ...

    async def page(self, tenant: str, party: str | None, after: str, limit: int) -> list[GrantFile]:
        """Grants behind an id, in the order of ids; only those that `party` gives or is given."""
        ...


class EventStore(Protocol):
    """Events as they are kept."""

    async def keep(self, event: Event, seq: int) -> None:
        """Keep what a message tells, and its place on the bus, in one transaction."""
        ...

    async def get(self, tenant: str, event: str) -> Event:
        """One event; NotFound if there is none."""
        ...

    async def page(
        self,
        tenant: str,
        reaches: Mapping[str, datetime | None],
        before: tuple[datetime, str] | None,
        limit: int,
    ) -> list[Event]:
        """Events of some cameras, each since its moment (None: all), newest first, older than a place."""
        ...


class DecisionMeter(Protocol):
    """Counts what was decided."""

    def decided(self, action: Action, decision: Decision) -> None:
        """One request was allowed or denied."""
        ...


class ViewingMeter(Protocol):
    """Counts what viewers get."""

    def opened(self) -> None:
        """A viewing session began."""
        ...

    def ended(self, why: str, dropped_units: int) -> None:
        """A viewing session is over."""
        ...

    def first_unit(self, seconds: float) -> None:
        """The first access unit of a session was sent, so long after it was asked for."""
        ...

    def sent(self, size_bytes: int) -> None:
        """One access unit was sent."""
        ...


class Archive(Protocol):
    """Whoever knows what is recorded; Unavailable while nobody answers."""

    async def timeline(
        self, tenant: str, camera: str, stream: StreamName, start: datetime, end: datetime
    ) -> TimelineReply:
        """What is recorded of a stretch of time."""
        ...

    async def clip(self, tenant: str, wanted: ClipRequest) -> ClipReply:
        """What a clip is put together of."""
        ...

    async def piece(
        self, tenant: str, camera: str, part: ClipPart, place: Place
    ) -> tuple[bytes, Place | None]:
        """Bytes of a part, and where the next are; None when it is over. NotFound once it is gone."""
        ...


class DownloadMeter(Protocol):
    """Counts what is downloaded."""

    def download_opened(self) -> None:
        """A clip begins."""
        ...

    def download_ended(self, why: str) -> None:
        """It is over, whole or not."""
        ...

    def downloaded(self, size_bytes: int) -> None:
        """Bytes of it were handed on."""
        ...
