"""What cameras do to their pictures: parameter sets, times, order, size."""

import itertools
import re

import pytest

from integration.ingest.habits.camera import Camera, Session
from integration.ingest.habits.footage import INTERVAL_90K, footage, reordered_footage
from integration.ingest.habits.pull import Seen, pulling
from lokus_ingest.adapters.rtsp_source import RtspSource
from lokus_ingest.application.ports import Source
from lokus_ingest.domain.nal import NalKind, read_head
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.sound import Sound
from lokus_local.virtual_camera.bitstream import Codec
from lokus_proto.media import AccessUnit

UTC_SECONDS = 1_790_000_000.0
SMALL, LARGE = Resolution(192, 128), Resolution(256, 192)


def startable(unit: AccessUnit) -> bool:
    """Whether a decoder could begin with this access unit."""
    head = read_head(unit.codec, unit.payload)
    return head.key_frame and bool(head.of(NalKind.SPS)) and bool(head.of(NalKind.PPS))


def key_frames_start(seen: Seen) -> bool:
    return all(startable(unit) == unit.key_frame for unit in seen.units)


class WithoutSets(Camera):
    """Describes nothing of its parameter sets, or only half."""

    half = False

    def sdp(self) -> str:
        first = r"sprop-parameter-sets=\1" if self.half else "packetization-mode=1"
        return re.sub(r"sprop-parameter-sets=([^,]+),\S+", first, super().sdp())


class WithHalfTheSets(WithoutSets):
    half = True


@pytest.mark.parametrize("camera", [WithoutSets, WithHalfTheSets])
async def test_parameter_sets_that_come_only_in_band_are_waited_for(
    source: Source, camera: type[Camera]
) -> None:
    async with camera().serving() as there, pulling(source, there.url) as seen:
        units = await seen.units_come(15)
    assert startable(units[0])


@pytest.mark.parametrize("codec", Codec)
async def test_parameter_sets_that_are_only_described_stand_in_front_of_each_key_frame(
    source: Source, codec: Codec
) -> None:
    film = footage(codec).without_sets()
    async with Camera(film).serving() as camera, pulling(source, camera.url) as seen:
        await seen.units_come(25)
    assert sum(unit.key_frame for unit in seen.units) >= 2
    assert key_frames_start(seen)


class Liar(Camera):
    """Describes other parameter sets than those that it sends."""

    def sdp(self) -> str:
        return Camera(footage(Codec.H264, LARGE.width, LARGE.height)).sdp()


async def test_parameter_sets_in_band_are_believed_more_than_the_described_ones(source: Source) -> None:
    async with Liar().serving() as camera, pulling(source, camera.url) as seen:
        units = await seen.units_come(15)
    sets = read_head(units[0].codec, units[0].payload)
    assert sets.of(NalKind.SPS)[-1] == camera.film.sets[0]


class Restarting(Camera):
    """Its clock starts over, and then goes back to where it was."""

    async def show(self, session: Session) -> None:
        line = session.video
        line.offset_90k = 900_000_000
        await line.play(self.film, 20)
        line.offset_90k = 0
        await line.play(self.film, 20)
        line.offset_90k = 900_100_000
        await line.play(self.film)


async def test_a_clock_that_starts_over_begins_a_new_run(source: Source) -> None:
    async with Restarting().serving() as camera, pulling(source, camera.url) as seen:
        await seen.until(lambda seen: len({unit.run for unit in seen.units}) == 3)
        await seen.units_come(5)
    for run in {unit.run for unit in seen.units}:
        times = [unit.pts_90k for unit in seen.units if unit.run == run]
        assert times[0] == 0
        assert times == sorted(set(times))


class Repeating(Camera):
    """Gives two pictures the same time, and steps back by a little now and then."""

    async def show(self, session: Session) -> None:
        for number in range(10_000):
            unit = self.film.units[number % len(self.film.units)]
            at_90k = INTERVAL_90K * (number // 2 * 2)
            session.video.picture(self.film, unit, at_90k)
            await session.video.pace()


async def test_a_time_that_repeats_is_moved_on_and_never_repeated(source: Source) -> None:
    async with Repeating().serving() as camera, pulling(source, camera.url) as seen:
        await seen.units_come(30)
    times = [unit.pts_90k for unit in seen.units]
    assert times == sorted(set(times))
    assert len({unit.run for unit in seen.units}) == 1


class WithAudio(Camera):
    """Offers audio beside its video."""

    audio = (
        "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/16000/1\r\na=control:track2\r\n"
        "a=fmtp:97 mode=AAC-hbr;config=1408;SizeLength=13;IndexLength=3\r\n"
    )

    def sdp(self) -> str:
        return super().sdp() + self.audio


class SteppingItsClock(WithAudio):
    """Sets its clock by an hour each few pictures, and says so in its sender reports."""

    async def show(self, session: Session) -> None:
        line = session.video
        for number in range(10_000):
            unit = self.film.units[number % len(self.film.units)]
            if number % 5 == 0:
                utc_seconds = UTC_SECONDS + number / 100 + 3600 * (number // 5 % 2)
                for each in session.lines.values():
                    each.sender_report(number * INTERVAL_90K, utc_seconds)
            line.picture(self.film, unit, number * INTERVAL_90K)
            await line.pace()


async def test_a_clock_that_is_set_moves_no_picture_though_audio_is_on(source: Source) -> None:
    sounds: list[Sound] = []
    wanted = sounds.append if isinstance(source, RtspSource) else None  # FFmpeg's would move its pictures
    async with SteppingItsClock().serving() as camera, pulling(source, camera.url, hear=wanted) as seen:
        await seen.units_come(40)
    assert len({unit.run for unit in seen.units}) == 1
    times = [unit.pts_90k for unit in seen.units]
    steps = {later - earlier for earlier, later in itertools.pairwise(times)}
    assert steps == {INTERVAL_90K}


async def test_pictures_out_of_order_keep_the_order_of_decoding(source: Source) -> None:
    async with Camera(reordered_footage()).serving() as camera, pulling(source, camera.url) as seen:
        units = await seen.units_come(30)
    assert [unit.seq for unit in units] == list(range(30))
    times = [unit.pts_90k for unit in units]
    assert times != sorted(times)
    assert len(set(times)) == len(times)


class Unmarked(Camera):
    """Never sets the marker bit: where a picture ends shows only in the next one's time."""

    async def show(self, session: Session) -> None:
        for number in range(10_000):
            unit = self.film.units[number % len(self.film.units)]
            session.video.picture(self.film, unit, number * INTERVAL_90K, marker=False)
            await session.video.pace()


async def test_pictures_without_marker_bits_are_told_apart(source: Source) -> None:
    async with Unmarked().serving() as camera, pulling(source, camera.url) as seen:
        units = await seen.units_come(30)
    assert sum(unit.key_frame for unit in units) == 3


SECOND_90K = 90_000


class Resizing(Camera):
    """Changes its size; a GOP of it lasts a second by its clock, and little by ours."""

    every_gops = 8

    async def show(self, session: Session) -> None:
        films = (self.film, footage(Codec.H264, LARGE.width, LARGE.height))
        for second in range(10_000):
            film = films[second // self.every_gops % 2]
            for number in range(2):
                at_90k = second * SECOND_90K + number * INTERVAL_90K
                session.video.picture(film, film.units[number], at_90k)
                await session.video.pace()


class Flapping(Resizing):
    """Changes its size at each key frame."""

    every_gops = 1


async def test_a_new_size_in_mid_stream_begins_a_new_run_at_its_key_frame(source: Source) -> None:
    async with Resizing().serving() as camera, pulling(source, camera.url) as seen:
        await seen.until(lambda seen: len(seen.sizes) == 3)
    assert list(seen.sizes.values()) == [SMALL, LARGE, SMALL]
    firsts = {unit.run: unit for unit in reversed(seen.units)}
    assert all(startable(unit) and (unit.seq, unit.pts_90k) == (0, 0) for unit in firsts.values())
    assert camera.count("DESCRIBE") == 1


async def test_a_size_that_flaps_makes_no_storm_of_runs_and_loses_no_picture(source: Source) -> None:
    async with Flapping().serving() as camera, pulling(source, camera.url) as seen:
        units = await seen.units_come(60)
    assert len({unit.run for unit in units}) <= 30 // 5 + 1
    assert len(units) == len(seen.pictures)
    assert key_frames_start(seen)
