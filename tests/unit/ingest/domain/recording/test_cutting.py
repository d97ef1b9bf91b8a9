from dataclasses import replace
from datetime import timedelta

from lokus_ingest.domain.recording.cutting import Cutter
from lokus_ingest.domain.recording.pieces import Piece
from lokus_ingest.domain.recording.segment import SegmentHead
from unit.ingest.domain.recording.test_segment import HEAD
from unit.ingest.samples import NOON, PPS, SPS, unit


def piece(seconds: float, **changes: int) -> Piece:
    head: SegmentHead = HEAD.model_copy(update={"start": NOON + timedelta(seconds=seconds), **changes})
    return Piece((unit(0, key_frame=True),), None, head, (SPS, PPS))


def test_a_segment_ends_at_the_first_key_frame_behind_a_mark_of_the_clock() -> None:
    cutter = Cutter(60)
    assert [cutter.begins(piece(at)) for at in (50, 58, 61, 119, 120)] == [True, False, True, False, True]


def test_a_new_run_epoch_or_size_begins_a_segment() -> None:
    cutter = Cutter(60)
    assert cutter.begins(piece(0))
    assert cutter.begins(piece(1, run=8))
    assert cutter.begins(piece(2, run=8, epoch=1))
    assert cutter.begins(piece(3, run=8, epoch=1, width=320))


def test_other_parameter_sets_begin_a_segment() -> None:
    cutter = Cutter(60)
    cutter.begins(piece(0))
    assert cutter.begins(replace(piece(1), sets=(SPS, PPS + b"\x01")))


def test_nothing_begins_within_a_gop() -> None:
    cutter = Cutter(60)
    assert not cutter.begins(replace(piece(0), head=None, sets=()))
    assert not cutter.is_open


def test_after_the_end_the_next_key_frame_begins_a_segment() -> None:
    cutter = Cutter(60)
    cutter.begins(piece(0))
    cutter.end()
    assert cutter.begins(piece(1))
    assert cutter.is_open
