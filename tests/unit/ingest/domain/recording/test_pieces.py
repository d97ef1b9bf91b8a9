from lokus_ingest.domain.recording.pieces import Piece, Pieces
from lokus_ingest.domain.resolution import Resolution
from lokus_proto.media import AccessUnit
from lokus_proto.v1.recording import RecordingPurpose
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
