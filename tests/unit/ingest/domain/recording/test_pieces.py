from lokus_ingest.domain.recording.pieces import MAX_SOUND_BYTES, Piece, Pieces
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_proto.media import AccessUnit
from lokus_proto.v1.recording import RecordingPurpose, SoundCodec
from unit.ingest.samples import IDR, KEY, PPS, SETS, SPS, unit

SIZE = Resolution(1280, 720)


def key(seq: int, run: int = 1) -> AccessUnit:
    return unit(seq, key_frame=True, run=run, payload=SETS + IDR)


def pieces() -> Pieces:
    return Pieces(KEY, lambda: RecordingPurpose.ELECTION)


def take(*units: AccessUnit) -> list[Piece]:
    cut = pieces()
    found = [cut.take(each, SIZE) for each in units]
    return [each for each in (*found, cut.end()) if each is not None]


def test_a_piece_begins_with_each_key_frame() -> None:
    first, second = take(key(0), unit(1), unit(2), key(3), unit(4))
    assert [each.seq for each in first.units] == [0, 1, 2]
    assert first.next_pts_90k == 3 * 9000
    assert first.head is not None
    assert (first.head.purpose, first.sets) == (RecordingPurpose.ELECTION, (SPS, PPS))
    assert second.next_pts_90k is None


def test_a_long_gop_is_cut_every_two_seconds() -> None:
    found = take(key(0), *(unit(seq) for seq in range(1, 50)))
    assert [len(each.units) for each in found] == [20, 20, 10]
    assert [each.head is not None for each in found] == [True, False, False]


def test_nothing_begins_without_a_key_frame() -> None:
    assert take(unit(0), unit(1)) == []


def test_a_new_run_has_nothing_to_do_with_the_one_before() -> None:
    first, second = take(key(0), key(0, run=2))
    assert first.next_pts_90k is None
    assert second.head is not None
    assert second.head.run == 2


def test_pictures_of_an_unknown_size_are_passed_over() -> None:
    cut = pieces()
    assert cut.take(key(0), None) is None
    assert cut.take(unit(1), None) is None
    assert cut.end() is None


def test_a_piece_knows_its_size() -> None:
    (found,) = take(key(0), unit(1)._replace(payload=bytes(100)))
    assert found.size_bytes == len(SETS + IDR) + 100


PCMA = SoundFormat(SoundCodec.PCMA, 8000, 1)


def heard(cut: Pieces, *times_90k: int) -> list[bool]:
    return [cut.hear(Sound(bytes(160), time, PCMA)) for time in times_90k]


def times(piece: Piece | None) -> list[int]:
    assert piece is not None
    return [sound.pts_90k for sound in piece.sounds]


def test_sound_goes_with_the_pictures_that_it_belongs_to() -> None:
    cut = pieces()
    assert heard(cut, 0) == [False]
    cut.take(key(0), SIZE)
    assert heard(cut, -1800, 0, 10_000) == [True] * 3
    first = cut.take(key(1), SIZE)
    assert times(first) == [-1800, 0]
    assert first is not None
    assert first.sound == PCMA
    heard(cut, 8000, 11_800)
    last = cut.end()
    assert last is not None
    assert times(last) == [10_000, 8000, 11_800]
    assert last.size_bytes == len(SETS + IDR) + 3 * 160
    assert [sound.pts_90k for sound in last.sounds_before_pictures] == [8000]


def test_sound_of_a_run_ends_with_it() -> None:
    cut = pieces()
    cut.take(key(0), SIZE)
    heard(cut, 0, 400_000)
    assert times(cut.take(key(0, run=2), SIZE)) == [0, 400_000]
    second = cut.end()
    assert times(second) == []
    assert second is not None
    assert second.sound is None


def test_a_flood_of_sound_is_bounded() -> None:
    cut = pieces()
    cut.take(key(0), SIZE)
    taken = [cut.hear(Sound(bytes(60_000), 0, PCMA)) for _ in range(20)]
    assert taken == [True] * (MAX_SOUND_BYTES // 60_000) + [False] * (20 - MAX_SOUND_BYTES // 60_000)
    heard(cut, 10**9)
    cut.take(key(1), SIZE)
    assert times(cut.end()) == []


def test_a_camera_that_fell_silent_gets_no_track_after_a_while() -> None:
    cut = pieces()
    cut.take(key(0), SIZE)
    heard(cut, 0)
    early, late = cut.take(key(99), SIZE), cut.take(key(150), SIZE)
    assert early is not None
    assert late is not None
    assert (early.sound, late.sound) == (PCMA, PCMA)
    final = cut.end()
    assert final is not None
    assert final.sound is None
