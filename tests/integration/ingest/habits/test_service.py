"""Bad habits as the whole service meets them: what it says of such a camera, and what its readers get."""

import asyncio
from itertools import pairwise

import pytest

from integration.ingest.conftest import Town
from integration.ingest.habits.camera import Camera, Request, Session
from integration.ingest.habits.footage import INTERVAL_90K, PICTURES_PER_SECOND, footage, reordered_footage
from integration.ingest.habits.guarded import Digest, Guarded
from integration.ingest.ingest_process import IngestProcess
from lokus_local.virtual_camera.bitstream import Codec
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import Phase, ReasonKind, StreamState


def delivers(state: StreamState) -> bool:
    return state.phase is Phase.DELIVERING


def failed(state: StreamState) -> bool:
    return state.phase is Phase.FAILED


class Locking(Guarded):
    """Locks its account after five wrong logins, for far longer than any test."""

    locks_after = 5


async def test_a_wrong_password_locks_no_account(town: Town) -> None:
    async with Locking("admin", "another", Digest("MD5", "auth")).serving() as camera:
        for name in ("c1", "c2"):  # two cameras of ours may be two channels of one recorder
            await town.registry.put(name, camera.url, user="admin", password="s3cret")
        for name in ("c1", "c2"):
            state = await town.states.until(name, failed)
            assert (state.reason, state.next_attempt_at) == (ReasonKind.AUTHENTICATION, None)
        await asyncio.sleep(1.5)
        assert isinstance(camera, Locking)
        assert camera.wrong <= 2


class ForOneOnly(Camera):
    """Has room for one session; `status` is what others are told, at `at`."""

    def __init__(self, status: str, at: str) -> None:
        super().__init__()
        self._status, self._at = status, at
        self.room = 1

    def admit(self, request: Request) -> str | None:
        return self._status if request.method == self._at and self.playing >= self.room else None


@pytest.mark.parametrize(
    ("status", "at"),
    [
        ("453 Not Enough Bandwidth", "SETUP"),
        ("503 Service Unavailable", "DESCRIBE"),
        ("500 Internal Server Error", "SETUP"),
    ],
)
async def test_a_camera_without_room_is_busy_and_asked_rarely(town: Town, status: str, at: str) -> None:
    async with ForOneOnly(status, at).serving() as camera:
        await town.registry.put("c1", camera.url)
        await town.states.until("c1", delivers)
        await town.registry.put("c2", camera.url, transport=Transport.TCP)
        state = await town.states.until("c2", failed)
        assert state.reason is ReasonKind.BUSY
        assert state.next_attempt_at is not None
        assert (state.next_attempt_at - state.since).total_seconds() > 10
        assert camera.playing == 1


async def test_all_readers_of_a_stream_share_one_session(town: Town) -> None:
    async with Camera().serving() as camera:
        await town.registry.put("c1", camera.url)
        async with town.reading("c1", "r1") as one, town.reading("c1", "r2") as two:
            for reading in (one, two):
                await reading.until(lambda units: len(units) >= 20)
        assert camera.count("PLAY") == 1


class Resizing(Camera):
    """Changes its size in mid-stream, after a while by its own clock."""

    async def show(self, session: Session) -> None:
        other = footage(Codec.H264, 256, 192)
        for number in range(10_000):
            film = self.film if number < 150 else other
            unit = film.units[number % len(film.units)]
            session.video.picture(film, unit, number * 10 * INTERVAL_90K)
            await session.video.pace()


async def test_a_new_size_in_mid_stream_is_told_and_readers_get_a_new_run(town: Town) -> None:
    async with Resizing().serving() as camera:
        await town.registry.put("c1", camera.url)
        async with town.reading("c1") as reading:
            units = await reading.until(lambda units: len({unit.run for unit in units}) == 2)
        state = await town.states.until(
            "c1", lambda state: state.measured is not None and state.measured.width == 256
        )
    first = next(unit for unit in units if unit.run != units[0].run)
    assert (first.key_frame, first.seq, first.pts_90k) == (True, 0, 0)
    assert state.run == first.run
    assert not any(failed(state) for state in town.states.of("c1"))


class Hurrying(Camera):
    """Claims five pictures a second, sends a hundred, and its clock runs at a third of the true speed."""

    def sdp(self) -> str:
        return super().sdp().replace(f"a=framerate:{PICTURES_PER_SECOND}", "a=framerate:5")

    async def show(self, session: Session) -> None:
        for number in range(10_000):
            unit = self.film.units[number % len(self.film.units)]
            session.video.picture(self.film, unit, number * INTERVAL_90K // 3)
            await session.video.pace()


async def test_rates_and_times_are_those_of_arrival_whatever_a_camera_declares(town: Town) -> None:
    async with Hurrying().serving() as camera:
        assert "a=framerate:5\r\n" in camera.sdp()
        await town.registry.put("c1", camera.url)
        async with town.reading("c1") as reading:
            units = await reading.until(lambda units: len(units) >= 150)
        await town.states.until(
            "c1",
            lambda state: (
                state.measured is not None
                and state.measured.fps == pytest.approx(PICTURES_PER_SECOND, rel=0.2)
            ),
        )
    took_seconds = (units[-1].captured_at - units[0].captured_at).total_seconds()
    media_seconds = (units[-1].pts_90k - units[0].pts_90k) / 90_000
    assert took_seconds == pytest.approx(3 * media_seconds, rel=0.25)
    assert all(earlier.captured_at <= later.captured_at for earlier, later in pairwise(units))


async def test_pictures_out_of_order_are_told(town: Town) -> None:
    async with Camera(reordered_footage()).serving() as camera:
        await town.registry.put("c1", camera.url)
        await town.states.until("c1", lambda state: state.measured is not None and state.measured.reordered)


class Forgetful(Guarded):
    """Says 401 when it has no connection left, though the password is right."""

    full = False

    def admit(self, request: Request) -> str | None:
        return self.challenged() if self.full else super().admit(request)


async def test_a_401_for_a_password_that_was_right_is_tried_again_later(
    town: Town, ingest: IngestProcess
) -> None:
    password = "p@ss:w/o#r%d"
    async with Forgetful("admin", password, Digest()).serving() as camera:
        await town.registry.put("c1", camera.url, user="admin", password=password)
        await town.states.until("c1", delivers)
        assert isinstance(camera, Forgetful)
        camera.full = True
        camera.hang_up()
        state = await town.states.until("c1", lambda state: state.reason is ReasonKind.AUTHENTICATION)
        assert state.next_attempt_at is not None
        assert (state.next_attempt_at - state.since).total_seconds() > 15
    assert password not in ingest.log()
