"""What the gateway's use cases need of the world, small and in memory, for unit tests of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from lokus_access_gateway.application.access import Access
from lokus_access_gateway.application.outlet import Outlet
from lokus_access_gateway.domain.decision import Decision
from lokus_access_gateway.domain.event import Event
from lokus_access_gateway.domain.footage import Place
from lokus_access_gateway.domain.grant import Grant, GrantFile
from lokus_access_gateway.domain.offer import Offer
from lokus_kit.clock import Clock
from lokus_kit.errors import NotFound
from lokus_kit.health import Health
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.footage import ClipPart, ClipReply, ClipRequest, TimelineReply
from lokus_proto.v1.grant_change import Action, GrantState
from lokus_proto.v1.stream_state import StreamState
from support.clock import VirtualClock
from support.gateway_facts import MINUTE, NOON, TENANT

SEGMENT = "main/2026-11-22/12/1-1.mp4"


class Tally:
    """Meters that remember what they were told."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self.opened_count = 0
        self.ended_whys: list[str] = []
        self.first_units: list[float] = []
        self.sent_bytes = 0

    def decided(self, action: Action, decision: Decision) -> None:
        self.decisions.append(decision)

    def opened(self) -> None:
        self.opened_count += 1

    def ended(self, why: str, dropped_units: int) -> None:
        self.ended_whys.append(why)

    def first_unit(self, seconds: float) -> None:
        self.first_units.append(seconds)

    def sent(self, size_bytes: int) -> None:
        self.sent_bytes += size_bytes

    def download_opened(self) -> None:
        self.opened_count += 1

    def download_ended(self, why: str) -> None:
        self.ended_whys.append(why)

    def downloaded(self, size_bytes: int) -> None:
        self.sent_bytes += size_bytes


class ArchiveInMemory:
    """Footage of one clip: `pieces` of one part; `meanwhile` happens while one is fetched."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.plan = ClipReply(
            start=NOON,
            end=NOON + MINUTE,
            opening=b"moov",
            size_bytes=4 + sum(len(piece) for piece in pieces),
            parts=(ClipPart(segment=SEGMENT, start_byte=0, end_byte=1, sequence=0, tracks=()),),
        )
        self.told = TimelineReply()
        self.asked: list[ClipRequest] = []
        self.ranges: list[tuple[datetime, datetime]] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def timeline(
        self, tenant: str, camera: str, stream: StreamName, start: datetime, end: datetime
    ) -> TimelineReply:
        self.ranges.append((start, end))
        self.meanwhile()
        return self.told

    async def clip(self, tenant: str, wanted: ClipRequest) -> ClipReply:
        self.asked.append(wanted)
        self.meanwhile()
        return self.plan

    async def piece(
        self, tenant: str, camera: str, part: ClipPart, place: Place
    ) -> tuple[bytes, Place | None]:
        self.meanwhile()
        if place.byte >= len(self.pieces):
            raise NotFound("that segment is gone")
        more = place.byte + 1 < len(self.pieces)
        return self.pieces[place.byte], Place(place.byte + 1) if more else None


class LoopbackPeer:
    """A viewer that is there at once; `connect` takes what it is sent."""

    def __init__(self, outlet: Outlet, on_gone: Callable[[], None]) -> None:
        self.answer = "v=0\r\n"
        self.outlet = outlet
        self.lose = on_gone
        self.candidates: list[str] = []
        self.is_closed = False

    async def add_candidates(self, candidates: tuple[str, ...]) -> None:
        self.candidates.extend(candidates)

    async def close(self) -> None:
        self.is_closed = True


class LoopbackPeers:
    """Makes loopback peers and remembers them; `meanwhile` happens while an offer is answered."""

    def __init__(self) -> None:
        self.made: list[LoopbackPeer] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def answer(self, offer: Offer, outlet: Outlet, on_gone: Callable[[], None]) -> LoopbackPeer:
        self.meanwhile()
        self.made.append(LoopbackPeer(outlet, on_gone))
        return self.made[-1]


class GrantsInMemory:
    """A grant store without a database."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, str], GrantFile] = {}

    async def get(self, tenant: str, grant: str) -> GrantFile:
        if (tenant, grant) not in self.files:
            raise NotFound(f"there is no grant {grant}")
        return self.files[tenant, grant]

    async def create(self, file: GrantFile) -> GrantFile | None:
        key = file.grant.tenant, file.grant.id
        there = self.files.get(key)
        self.files.setdefault(key, file)
        return there

    async def revoke(self, tenant: str, grant: str, by: str, at: datetime, reason: str | None) -> GrantFile:
        file = await self.get(tenant, grant)
        if file.grant.state is GrantState.ACTIVE:
            self.files[tenant, grant] = replace(file, grant=file.grant.revoked(by, at, reason))
        return self.files[tenant, grant]

    async def page(self, tenant: str, party: str | None, after: str, limit: int) -> list[GrantFile]:
        found = [
            file
            for (owner_tenant, name), file in sorted(self.files.items())
            if owner_tenant == tenant
            and name > after
            and (party is None or party in {file.grant.owner, file.grant.grantee})
        ]
        return found[:limit]


class EventsInMemory:
    """An event store without a database."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Event] = {}
        self.seq = 0

    async def keep(self, event: Event, seq: int) -> None:
        self.kept[event.tenant, event.id], self.seq = event, seq

    async def get(self, tenant: str, event: str) -> Event:
        if (tenant, event) not in self.kept:
            raise NotFound(f"there is no event {event}")
        return self.kept[tenant, event]

    async def page(
        self,
        tenant: str,
        reaches: Mapping[str, datetime | None],
        before: tuple[datetime, str] | None,
        limit: int,
    ) -> list[Event]:
        found = [
            each
            for each in self.kept.values()
            if each.tenant == tenant
            and each.camera in reaches
            and each.raised_at >= (reaches[each.camera] or each.raised_at)
        ]
        newest = sorted(found, key=lambda each: (each.raised_at, each.id), reverse=True)
        return [each for each in newest if before is None or (each.raised_at, each.id) < before][:limit]


def noon_clock() -> VirtualClock:
    """A clock that stands at noon."""
    return VirtualClock(NOON.timestamp())


def new_access(
    *facts: CameraRecord | StreamState | Grant, clock: Clock | None = None, tally: Tally | None = None
) -> Access:
    """An access that has caught up with these facts."""
    access = Access(clock or noon_clock(), tally or Tally(), Health())
    for fact in facts:
        tell(access, fact)
    access.caught_up("cameras")
    access.caught_up("grants")
    return access


def tell(access: Access, fact: CameraRecord | StreamState | Grant) -> None:
    """Tell an access one fact more."""
    match fact:
        case CameraRecord():
            access.take_camera(TENANT, fact)
        case StreamState():
            access.take_state(TENANT, fact)
        case Grant():
            access.take_grant(fact)
