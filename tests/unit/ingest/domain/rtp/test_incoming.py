import struct
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.failure import Unreadable
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.incoming import Incoming, MediaTrack, TrackKind
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_proto.v1.recording import SoundCodec
from unit.ingest.domain.rtp.hostile import endure
from unit.ingest.domain.rtp.packets import (
    AUDIO,
    IDR,
    LATER_SLICE,
    PPS,
    SLICE,
    SPS,
    SSRC,
    VIDEO,
    Rig,
    Sender,
    annex_b,
    frame,
    fu_a,
    rtp,
    stap_a,
)

PCMA = SoundFormat(SoundCodec.PCMA, 8000, 1)


def sender_report(ssrc: int, camera_seconds: float, timestamp: int) -> bytes:
    return struct.pack("!BBHIQIII", 0x80, 200, 6, ssrc, round(camera_seconds * 2**32), timestamp, 8, 100)


OK = b"RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n"


def test_packets_become_pictures_in_order() -> None:
    rig, sender = Rig(), Sender(65_530)
    key = bytes(range(1, 200)) * 40
    rig.feed(*sender.send([SPS, PPS, *fu_a(b"\x65\x88" + key, 1400)], 1000))
    rig.feed(*sender.send([SLICE], 4600))
    assert rig.pictures == [
        Picture(annex_b(SPS, PPS, b"\x65\x88" + key), 1000, after_loss=True),
        Picture(annex_b(SLICE), 4600, plain=True),
    ]
    assert rig.incoming.figures.packets == 9
    assert rig.incoming.figures.lost == 0


def test_messages_between_frames_are_handed_on_whole() -> None:
    rig, sender = Rig(), Sender()
    body = b"RTSP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n$$$"
    ask = b"OPTIONS rtsp://host/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"
    rig.feed(OK, *sender.send([IDR], 0), b"\r\n", body, ask, *sender.send([SLICE], 3600))
    assert rig.messages == [OK, body, ask]
    assert len(rig.pictures) == 2
    assert rig.incoming.figures.garbage_bytes == 0


def test_garbage_is_counted_and_the_next_frame_found() -> None:
    rig, sender = Rig(), Sender()
    garbage = b"\x00$\xff$ no frame of ours, and not of anybody"
    rig.feed(*sender.send([IDR], 0), garbage, *sender.send([SLICE], 3600), garbage, OK)
    assert [picture.after_loss for picture in rig.pictures] == [True, False]
    assert rig.messages == [OK]
    assert rig.incoming.figures.garbage_bytes == 2 * len(garbage)


def test_what_begins_like_a_message_and_is_none_is_garbage() -> None:
    rig, sender = Rig(), Sender()
    rig.feed(b"RTSP/1.0 \x00\x01\x02", *sender.send([IDR], 0))
    assert (rig.messages, len(rig.pictures)) == ([], 1)


def test_a_loss_drops_the_picture_it_is_in_and_the_next_one_says_so() -> None:
    rig, sender = Rig(), Sender()
    slices = fu_a(b"\x41\x9a" + bytes(5000), 1000)
    first, second, third = (sender.send(slices, time) for time in (0, 3600, 7200))
    rig.feed(*first, *second[:2], *second[3:], *third)
    assert [(picture.pts_90k, picture.after_loss) for picture in rig.pictures] == [(0, True), (7200, True)]
    assert (rig.incoming.figures.lost, rig.incoming.figures.dropped) == (1, 1)


def test_a_lost_beginning_drops_the_picture() -> None:
    rig, sender = Rig(), Sender()
    slices = fu_a(b"\x41\x9a" + bytes(5000), 1000)
    first, second, third = (sender.send(slices, time) for time in (0, 3600, 7200))
    rig.feed(*first, *second[1:], *third)
    assert [(picture.pts_90k, picture.after_loss) for picture in rig.pictures] == [(0, True), (7200, True)]


def test_a_whole_picture_that_is_lost_is_told_by_the_next() -> None:
    rig, sender = Rig(), Sender()
    first, _, third = (sender.send([SLICE], time) for time in (0, 3600, 7200))
    rig.feed(*first, *third)
    assert [(picture.pts_90k, picture.after_loss) for picture in rig.pictures] == [(0, True), (7200, True)]


def test_packets_of_an_old_session_are_passed_over() -> None:
    rig, ours, old = Rig(), Sender(), Sender(40_000, ssrc=7)
    for number in range(4):
        rig.feed(*ours.send([SLICE], number * 3600), *old.send([SLICE], 99_000 + number * 3600))
    assert [picture.pts_90k for picture in rig.pictures] == [0, 3600, 7200, 10_800]
    assert rig.incoming.figures.foreign == 4


def test_another_sender_is_ours_when_the_first_fell_silent() -> None:
    rig, first, second = Rig(), Sender(), Sender(40_000, ssrc=7)
    rig.feed(*first.send([SLICE], 0), now_seconds=0.0)
    rig.feed(*second.send([IDR], 99_000), now_seconds=1.0)
    rig.feed(*second.send([IDR], 102_600), now_seconds=2.5)
    assert [(picture.pts_90k, picture.after_loss) for picture in rig.pictures] == [
        (0, True),
        (102_600, True),
    ]


def test_a_wrong_channel_is_known_by_its_payload_type() -> None:
    rig, sender = Rig(VIDEO, AUDIO), Sender(channel=5)
    rig.feed(*sender.send([IDR], 0), *sender.send(fu_a(b"\x41\x9a" + bytes(3000), 1000), 3600))
    assert [picture.pts_90k for picture in rig.pictures] == [0, 3600]


def test_swapped_channels_are_told_apart() -> None:
    rig, video, audio = Rig(VIDEO, AUDIO), Sender(channel=2), Sender(channel=0, kind=8, ssrc=9)
    rig.feed(*audio.send([bytes(160)], 0), *video.send([IDR], 0), *audio.send([bytes(160)], 160))
    rig.feed(*video.send([SLICE], 3600))
    assert [picture.pts_90k for picture in rig.pictures] == [0, 3600]


def test_audio_is_counted_and_passed_over() -> None:
    rig, video, audio = Rig(VIDEO, AUDIO), Sender(), Sender(channel=2, kind=8, ssrc=9)
    rig.feed(*audio.send([bytes(160)] * 3, 0), *video.send([IDR], 0), frame(bytes(3), 2))
    assert len(rig.pictures) == 1
    assert (rig.incoming.figures.passed_over, rig.incoming.figures.stray_frames) == (3, 1)


def test_sound_is_handed_to_whoever_wants_it_and_reported() -> None:
    sounds: list[Sound] = []
    incoming, video, audio = Incoming(print), Sender(), Sender(channel=2, kind=8, ssrc=9)
    incoming.expect([VIDEO, replace(AUDIO, sound=PCMA)], lambda _: None, sounds.append)
    early, late = audio.send([b"abc"], 8000), audio.send([b"def"], 8160)
    incoming.feed(memoryview(b"".join([*early, *video.send([IDR], 900), *late])), 1.0)
    assert sounds == [Sound(b"def", 900, PCMA)]
    assert incoming.figures.audio_packets == 2
    assert incoming.reports(5.0)[:2] == b"$\x01"


def test_sound_is_timed_as_the_camera_s_reports_say() -> None:
    sounds: list[Sound] = []
    incoming, video, audio = Incoming(print), Sender(), Sender(channel=2, kind=8, ssrc=9)
    incoming.expect([VIDEO, replace(AUDIO, sound=PCMA)], lambda _: None, sounds.append)
    frames = [*video.send([IDR], 90_000), *audio.send([b"abc"], 8000)]
    frames += [frame(sender_report(SSRC, 10.0, 90_000), 1), frame(sender_report(9, 10.5, 8000), 3)]
    frames += audio.send([b"def"], 8160)
    incoming.feed(memoryview(b"".join(frames)), 1.0)
    assert [sound.pts_90k for sound in sounds] == [90_000, 90_000 + 45_000 + 1800]


def test_timestamps_go_on_beyond_their_32_bits() -> None:
    rig, sender = Rig(), Sender()
    start = 2**32 - 3600
    rig.feed(
        *sender.send([IDR], start), *sender.send([SLICE], start + 3600), *sender.send([SLICE], start + 7200)
    )
    assert [picture.pts_90k for picture in rig.pictures] == [start, start + 3600, start + 7200]


def test_another_media_clock_is_told_in_90000ths() -> None:
    rig, sender = Rig(MediaTrack(TrackKind.VIDEO, "h264", 96, 45_000, 0)), Sender()
    rig.feed(*sender.send([IDR], 45_000))
    assert [picture.pts_90k for picture in rig.pictures] == [90_000]


def test_a_receiver_report_says_what_was_received_on_the_channel_behind() -> None:
    rig, sender = Rig(), Sender(100)
    assert rig.incoming.reports(0.0) == b""
    frames = [sender.send([SLICE], number * 3600)[0] for number in range(8)]
    ntp = (3_900_000_000 << 32) | 0x8000_0000
    sender_report = struct.pack("!BBHIQIII", 0x80, 200, 6, 0x1234_5678, ntp, 3600, 8, 100)
    rig.feed(*frames[:2], *frames[4:], frame(sender_report, 1), now_seconds=10.0)
    report = rig.incoming.reports(12.0)
    assert report[:2] == b"$\x01"
    assert struct.unpack_from("!H", report, 2) == (len(report) - 4,)
    flags, kind, words, _, ssrc, lost, highest, _, last, delay = struct.unpack_from("!BBHIIIIIII", report, 4)
    assert (flags, kind, words, ssrc, highest) == (0x81, 201, 7, 0x1234_5678, 107)
    assert (lost >> 24, lost & 0xFFFFFF) == (2 * 256 // 8, 2)
    assert (last, delay) == (ntp >> 16 & 0xFFFFFFFF, 2 * 65_536)
    clock = rig.incoming.figures.clocks[0]
    assert (clock.camera_seconds, clock.media_seconds, clock.arrived_seconds) == (1_691_011_200.5, 0.04, 10.0)


def test_what_it_cannot_read_is_said_before_the_first_packet() -> None:
    for track in (
        MediaTrack(TrackKind.VIDEO, "jpeg", 26, 90_000, 0),
        MediaTrack(TrackKind.VIDEO, "h264", 96, 90_000, 0, {"packetization-mode": "2"}),
    ):
        with pytest.raises(Unreadable):
            Incoming(print).expect([track], print)


def test_a_camera_that_keeps_sending_interleaved_packets_is_for_another_reader() -> None:
    rig, sender = Rig(), Sender()
    rig.feed(*sender.send([bytes((26, 0, 0))], 0))
    with pytest.raises(Unreadable):
        rig.feed(*(frame for number in range(40) for frame in sender.send([bytes((26, 0, 0))], number)))


def test_an_extension_padding_and_contributors_are_passed_over() -> None:
    rig = Rig()
    packet = bytearray(rtp(b"", 0, 0, marker=True))
    packet[0] |= 0x20 | 0x10 | 2
    rig.feed(frame(bytes(packet) + bytes(8) + b"\xbe\xde\x00\x01abcd" + IDR + b"\x00\x00\x03"))
    assert [picture.payload for picture in rig.pictures] == [annex_b(IDR)]


def test_an_empty_packet_is_no_loss() -> None:
    rig, sender = Rig(), Sender()
    rig.feed(*sender.send([IDR], 0), *sender.send([b""], 1800, marker=False), *sender.send([SLICE], 3600))
    assert [picture.after_loss for picture in rig.pictures] == [True, False]


def several_pictures(count: int) -> tuple[list[list[bytes]], list[bytes]]:
    """The frames of each picture, and what each is to become; its number is in all its slices."""
    sender = Sender(65_530)
    frames, expected = [], []
    for number in range(count):
        first, later = (nal + bytes((number + 1,)) * 90 for nal in (SLICE, LATER_SLICE))
        key = IDR + bytes((number + 1,)) * 90
        slices = (fu_a(key, 40), fu_a(later, 30)) if number % 4 == 0 else ([first], fu_a(later, 30))
        sets = [stap_a([SPS, PPS])] if number % 4 == 0 else []
        frames.append(sender.send([*sets, *slices[0], *slices[1]], number * 3600))
        expected.append(annex_b(*([SPS, PPS, key] if number % 4 == 0 else [first]), later))
    return frames, expected


@given(st.lists(st.integers(0, 6000), max_size=60))
def test_however_the_network_cuts_the_bytes_the_pictures_are_the_same(cuts: list[int]) -> None:
    frames, expected = several_pictures(10)
    rig = Rig()
    stream = b"".join([OK, *(each for picture in frames for each in picture), OK])
    rig.feed_cut(stream, cuts)
    assert [picture.payload for picture in rig.pictures] == expected
    assert [picture.after_loss for picture in rig.pictures] == [True] + [False] * 9
    assert rig.messages == [OK, OK]


@given(st.sets(st.integers(0, 80)))
def test_whatever_is_lost_no_picture_comes_damaged_and_each_loss_is_told(lost: set[int]) -> None:
    frames, expected = several_pictures(10)
    numbered = enumerate(each for picture in frames for each in picture)
    rig = Rig()
    rig.feed(*(each for number, each in numbered if number not in lost))
    came = [picture.pts_90k // 3600 for picture in rig.pictures if picture.pts_90k is not None]
    for number, picture in zip(came, rig.pictures, strict=True):
        whole = picture.payload == expected[number]
        assert whole or (
            picture.after_loss and picture.payload == expected[number].removeprefix(annex_b(SPS, PPS))
        )
    for (before, _), (number, picture) in pairwise(zip(came, rig.pictures, strict=True)):
        assert picture.after_loss or number == before + 1


@given(st.binary(max_size=3000), st.integers(1, 4000))
def test_no_bytes_can_break_it(stream: bytes, chunk_bytes: int) -> None:
    endure(stream, chunk_bytes)


@given(st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=8)), max_size=30), st.integers(1, 4000))
def test_no_change_of_good_bytes_can_break_it(changes: list[tuple[int, bytes]], chunk_bytes: int) -> None:
    frames, _ = several_pictures(12)
    stream = bytearray(b"".join([OK, *(each for picture in frames for each in picture)]))
    for place, instead in changes:
        stream[place : place + len(instead) // 2] = instead
    endure(bytes(stream), chunk_bytes)


@given(
    st.lists(
        st.tuples(st.binary(min_size=1, max_size=12), st.integers(0, 3), st.integers(0, 3), st.booleans()),
        max_size=60,
    )
)
def test_no_payloads_can_break_it(packets: list[tuple[bytes, int, int, bool]]) -> None:
    frames, sequence = [], 65_500
    for payload, skipped, later, marker in packets:
        sequence += 1 + skipped % 2
        frames.append(frame(rtp(payload, sequence, later * 3600, marker=marker)))
    endure(b"".join(frames), 700)


def test_a_media_clock_of_0_is_taken_for_that_of_video() -> None:
    rig, sender = Rig(MediaTrack(TrackKind.VIDEO, "h264", 96, 0, 0)), Sender()
    rig.feed(*sender.send([IDR], 45_000))
    assert [picture.pts_90k for picture in rig.pictures] == [45_000]
