import struct

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtp.media_track import MediaTrack, TrackKind
from lokus_ingest.domain.rtp.sound import MAX_SOUND_BYTES, SoundPayloads
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_proto.v1.recording import SoundCodec

HBR = {"mode": "AAC-hbr", "sizelength": "13", "indexlength": "3", "indexdeltalength": "3"}
AAC = MediaTrack(TrackKind.AUDIO, "mpeg4-generic", 97, 48_000, 2, HBR)
UNIT_90K = 1920
AS_AAC = SoundFormat(SoundCodec.AAC, 48_000, 1, 1024, b"\x11\x88")
AS_PCMA = SoundFormat(SoundCodec.PCMA, 8_000, 1)


class Rig:
    def __init__(self, track: MediaTrack = AAC, sound: SoundFormat = AS_AAC) -> None:
        self.sounds: list[Sound] = []
        self.media = SoundPayloads(track, sound, self.sounds.append)

    @property
    def heard(self) -> list[tuple[bytes, int]]:
        return [(sound.payload, sound.pts_90k) for sound in self.sounds]

    def take(self, *payloads: bytes) -> None:
        for payload in payloads:
            self.media.take(payload, 0, len(payload))


def aac(*units: bytes, sizes: list[int] | None = None) -> bytes:
    """RFC 3640, 3.3.6: headers of 13 bits of size and 3 of index."""
    headers = [size << 3 for size in sizes or [len(unit) for unit in units]]
    return struct.pack(f"!H{len(headers)}H", 16 * len(headers), *headers) + b"".join(units)


def test_other_codecs_are_handed_on_as_they_stand() -> None:
    rig = Rig(MediaTrack(TrackKind.AUDIO, "pcma", 8, 8000, 2), AS_PCMA)
    rig.media.turn(b"", 0, 0, 900)
    rig.take(b"abc")
    assert rig.sounds == [Sound(b"abc", 900, AS_PCMA)]


def test_access_units_of_aac_are_told_apart_and_timed() -> None:
    rig = Rig()
    rig.media.turn(b"", 0, 0, 100)
    rig.take(aac(b"one", b"second"))
    assert rig.heard == [(b"one", 100), (b"second", 100 + UNIT_90K)]


def test_an_access_unit_in_fragments_is_put_together() -> None:
    rig = Rig()
    rig.take(aac(b"abc", sizes=[8]), aac(b"def", sizes=[8]), aac(b"gh", sizes=[8]), aac(b"next"))
    assert [sound.payload for sound in rig.sounds] == [b"abcdefgh", b"next"]


def test_what_is_broken_is_counted_and_the_next_goes_on() -> None:
    rig = Rig()
    rig.take(b"\x00", b"\x00\x10\x00\x08", aac(b"", sizes=[0]), aac(b"ab", sizes=[1]), aac(b"good"))
    assert rig.media.malformed == 4
    assert rig.heard[-1] == (b"good", UNIT_90K)


def test_a_lost_fragment_drops_its_access_unit() -> None:
    rig = Rig()
    rig.take(aac(b"abc", sizes=[8]))
    rig.media.lose()
    rig.media.turn(b"", 0, 0, 5000)
    rig.take(aac(b"next"))
    assert rig.heard == [(b"next", 5000)]


def test_headers_of_another_kind_are_not_guessed() -> None:
    rig = Rig(MediaTrack(TrackKind.AUDIO, "mpeg4-generic", 97, 48_000, 2, HBR | {"ctsdeltalength": "8"}))
    rig.take(aac(b"abc"))
    assert (rig.sounds, rig.media.malformed) == ([], 1)


@given(st.lists(st.binary(max_size=40), max_size=20), st.sampled_from([{}, HBR, HBR | {"sizelength": "6"}]))
def test_no_payloads_can_break_it(payloads: list[bytes], fmtp: dict[str, str]) -> None:
    rig = Rig(MediaTrack(TrackKind.AUDIO, "mpeg4-generic", 97, 8000, 2, fmtp))
    rig.take(*filter(None, payloads))
    assert sum(len(sound.payload) for sound in rig.sounds) <= sum(map(len, payloads))
    assert len(rig.media._begun) <= MAX_SOUND_BYTES


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=6))
def test_what_was_packetized_comes_back(units: list[bytes]) -> None:
    rig = Rig()
    rig.take(aac(*units))
    assert [sound.payload for sound in rig.sounds] == units
