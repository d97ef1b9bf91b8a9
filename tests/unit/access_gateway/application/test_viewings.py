"""Viewing sessions, and all that ends them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from lokus_access_gateway.application.access import Access
from lokus_access_gateway.application.hub import Hubs
from lokus_access_gateway.application.outlet import OutletClosedError
from lokus_access_gateway.application.viewings import CONNECT_SECONDS, Viewing, Viewings
from lokus_access_gateway.domain.fragment import Fragment
from lokus_access_gateway.domain.grant import Grant
from lokus_kit.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, PreconditionRequired
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.stream_state import StreamState
from support.gateway_facts import MINUTE, NOON, caller, camera, gop, grant, state
from support.gateway_offers import OFFER
from support.gateway_parts import LoopbackPeers, Tally, new_access, noon_clock, tell

LATER = Fragment("abcd", ("candidate",))


async def no_media(*_: object) -> None:
    await asyncio.Event().wait()


class Bench:
    """The sessions of a gateway, with one camera and one grant."""

    def __init__(self) -> None:
        self.clock, self.tally, self.peers = noon_clock(), Tally(), LoopbackPeers()
        self.access: Access = new_access(camera(), state(), grant(), clock=self.clock, tally=self.tally)
        self.hubs = Hubs(no_media, self.clock)
        self.viewings = Viewings(self.access, self.hubs, self.peers, self.tally, self.clock)

    async def open(self, org: str = "police", **facts: object) -> Viewing:
        return await self.viewings.open(caller(org, **facts), "cam-1", StreamName.MAIN, OFFER.encode())

    async def must_be_over(self, viewing: Viewing, why: str) -> None:
        with pytest.raises(OutletClosedError):
            await viewing.outlet.take()
        with pytest.raises(NotFound):
            self.viewings.own(viewing.caller, viewing.id)
        assert self.tally.ended_whys == [why]


@asynccontextmanager
async def closing(viewings: Viewings) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(viewings.run(), name="viewings")
        yield
        task.cancel()


async def test_who_may_watch_gets_a_session_of_their_own() -> None:
    bench = Bench()
    viewing = await bench.open()
    assert bench.viewings.own(caller(), viewing.id) is viewing
    assert bench.tally.opened_count == 1
    with pytest.raises(Forbidden):
        bench.viewings.own(caller(subject="another"), viewing.id)
    with pytest.raises(NotFound):
        bench.viewings.own(caller(tenant="bandung"), viewing.id)


async def test_who_may_not_watch_gets_none() -> None:
    bench = Bench()
    with pytest.raises(Forbidden):
        await bench.open("bawaslu")
    assert bench.peers.made == []


async def test_a_camera_that_delivers_nothing_opens_no_session() -> None:
    bench = Bench()
    tell(bench.access, camera("cam-2"))
    with pytest.raises(Conflict):
        await bench.viewings.open(caller(), "cam-2", StreamName.MAIN, OFFER.encode())


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (grant().revoked("kpu.admin", NOON, None), "revoked"),
        (camera(version=2, private=True), "private-zone"),
        (camera(version=2, removed=True), "no-grant"),
        (camera(version=2, site="tps-2", areas=()), "no-grant"),
        (camera(version=2, owner="dishub"), "no-grant"),
    ],
)
async def test_a_right_that_goes_takes_the_session_with_it(
    fact: Grant | CameraRecord | StreamState, why: str
) -> None:
    bench = Bench()
    viewing = await bench.open()
    tell(bench.access, fact)
    await bench.must_be_over(viewing, why)


async def test_a_change_that_leaves_the_right_leaves_the_session() -> None:
    bench = Bench()
    viewing = await bench.open()
    tell(bench.access, camera(version=2, name="renamed"))
    tell(bench.access, grant("other", grantee="bawaslu").revoked("kpu.admin", NOON, None))
    assert bench.viewings.own(caller(), viewing.id) is viewing


async def test_another_open_grant_carries_the_session_on() -> None:
    bench = Bench()
    tell(bench.access, grant("second", not_after=NOON + 9 * MINUTE))
    viewing = await bench.open()
    tell(bench.access, grant().revoked("kpu.admin", NOON, None))
    assert bench.viewings.own(caller(), viewing.id) is viewing


async def test_a_right_that_goes_while_the_offer_is_answered_lets_nobody_in() -> None:
    bench = Bench()
    bench.peers.meanwhile = lambda: tell(bench.access, grant().revoked("kpu.admin", NOON, None))
    with pytest.raises(Forbidden):
        await bench.open()
    with pytest.raises(OutletClosedError):
        await bench.peers.made[0].outlet.take()
    async with closing(bench.viewings):
        await bench.viewings.stop()
    assert bench.peers.made[0].is_closed


async def test_a_viewer_that_is_lost_frees_its_session() -> None:
    bench = Bench()
    viewing = await bench.open()
    bench.peers.made[0].lose()
    await bench.must_be_over(viewing, "gone")


async def test_nobody_watches_longer_than_their_token() -> None:
    bench = Bench()
    viewing = await bench.open(expires_at=NOON + MINUTE)
    await bench.viewings.open(caller(), "cam-1", StreamName.MAIN, OFFER.encode())
    for each in bench.peers.made:
        each.outlet.joined = True
    bench.viewings.sweep(NOON + MINUTE)
    assert bench.tally.ended_whys == []
    bench.viewings.sweep(NOON + MINUTE + timedelta(seconds=5))
    await bench.must_be_over(viewing, "token-expired")


async def test_a_viewer_that_never_connects_is_given_up() -> None:
    bench = Bench()
    viewing = await bench.open()
    bench.viewings.sweep(NOON + timedelta(seconds=CONNECT_SECONDS + 1))
    await bench.must_be_over(viewing, "never-connected")


async def test_stopping_ends_all_and_waits_until_the_viewers_were_told() -> None:
    bench = Bench()
    for _ in range(3):
        await bench.open()
    async with closing(bench.viewings):
        await bench.viewings.stop()
    assert [peer.is_closed for peer in bench.peers.made] == [True] * 3
    assert bench.tally.ended_whys == ["stopping"] * 3


async def test_what_is_sent_is_counted_from_the_request_on() -> None:
    bench = Bench()
    viewing = await bench.open()
    hub = bench.hubs._hubs["jakarta", "cam-1", StreamName.MAIN]
    for each in gop(0, 2):
        hub.take(each)
    bench.clock.seconds += 0.25
    await viewing.outlet.take()
    await viewing.outlet.take()
    assert bench.tally.first_units == [0.25]
    assert bench.tally.sent_bytes == 200


async def test_a_first_fragment_may_come_without_if_match_and_no_later_one() -> None:
    bench = Bench()
    viewing = await bench.open()
    await bench.viewings.trickle(viewing, None, LATER)
    assert bench.peers.made[0].candidates == ["candidate"]
    with pytest.raises(PreconditionRequired):
        await bench.viewings.trickle(viewing, None, LATER)
    for tag in (viewing.etag, "*", '"*"'):
        await bench.viewings.trickle(viewing, tag, LATER)
    with pytest.raises(PreconditionFailed):
        await bench.viewings.trickle(viewing, '"another"', LATER)


async def test_an_ice_restart_is_refused_and_the_session_goes_on() -> None:
    bench = Bench()
    viewing = await bench.open()
    with pytest.raises(Invalid):
        await bench.viewings.trickle(viewing, "*", Fragment("new!", ()))
    assert bench.viewings.own(caller(), viewing.id) is viewing
