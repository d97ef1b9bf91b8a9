"""The pictures that all cameras of the swarm send."""

import struct
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from bench.fleet.swarm.numbered import NumberedPictures

CLIPS = st.lists(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=5), min_size=1, max_size=6)


def frames_of(written: bytes) -> Iterator[tuple[bool, int, int, bytes]]:
    """Marker, sequence number, time and payload of each interleaved frame."""
    while written:
        dollar, channel, length = struct.unpack_from("!BBH", written)
        assert (dollar, channel) == (0x24, 0)
        _, kind, sequence, ticks, _ = struct.unpack_from("!BBHII", written, 4)
        yield bool(kind & 0x80), sequence, ticks, written[16 : 4 + length]
        written = written[4 + length :]


@given(clip=CLIPS, first=st.integers(0, 200_000))
def test_pictures_go_round_with_numbers_that_go_on(clip: list[list[bytes]], first: int) -> None:
    pictures = NumberedPictures(clip)
    before: int | None = None
    for number in range(first, first + 2 * len(clip) + 1):
        frames = list(frames_of(pictures.at(number)))
        assert [payload for *_, payload in frames] == clip[number % len(clip)]
        assert [marker for marker, *_ in frames] == [False] * (len(frames) - 1) + [True]
        assert {ticks for _, _, ticks, _ in frames} == {number * 3600 & 0xFFFF_FFFF}
        for _, sequence, _, _ in frames:
            assert before is None or sequence == (before + 1) & 0xFFFF
            before = sequence


def test_cameras_at_different_places_of_the_clip_send_the_same_picture_under_the_same_number() -> None:
    pictures = NumberedPictures([[b"key"], [b"rest"]])
    ahead = [pictures.at(number) for number in range(300)]
    behind = [pictures.at(number) for number in range(250, 300)]
    assert ahead[250:] == behind
