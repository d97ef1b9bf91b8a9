from datetime import timedelta

from lokus_ingest.domain.assembler import SHORTEST_RUN_90K, Assembler
from lokus_kit.clock import utc_milliseconds
from lokus_proto.media import Codec
from unit.ingest.samples import IDR, NOON, PPS, SETS, SLICE, START, h264_sps, key_picture, picture


def new(described: bytes = SETS, last_run: int = 0) -> Assembler:
    return Assembler(Codec.H264, described, last_run)


def test_a_run_begins_at_a_key_frame_and_is_named_by_its_time() -> None:
    assembler = new()
    assert assembler.take(picture(0), NOON) is None
    unit = assembler.take(key_picture(9000), NOON)
    assert unit is not None
    assert (unit.run, unit.seq, unit.pts_90k, unit.key_frame) == (utc_milliseconds(NOON), 0, 0, True)


def test_sequence_numbers_count_up_by_one() -> None:
    assembler = new()
    units = [assembler.take(each, NOON) for each in (key_picture(0), picture(9000), picture(18_000))]
    assert [unit and unit.seq for unit in units] == [0, 1, 2]
    assert [unit and unit.payload for unit in units] == [SETS + IDR, SLICE, SLICE]


def test_without_parameter_sets_a_key_frame_is_no_start() -> None:
    assembler = new(described=b"")
    assert assembler.take(key_picture(0, payload=IDR), NOON) is None
    assert assembler.take(key_picture(9000, payload=SETS + IDR), NOON) is not None
    later = assembler.take(key_picture(18_000, payload=IDR), NOON)
    assert later is not None
    assert later.payload == SETS + IDR


def test_after_a_loss_nothing_goes_on_before_the_next_key_frame() -> None:
    assembler = new()
    assembler.take(key_picture(0), NOON)
    assert assembler.take(picture(9000, after_loss=True), NOON) is None
    assert assembler.take(picture(18_000), NOON) is None
    unit = assembler.take(key_picture(27_000), NOON)
    assert unit is not None
    assert (unit.seq, unit.pts_90k) == (1, 27_000)


def test_a_clock_jump_at_a_key_frame_begins_a_new_run_at_once() -> None:
    assembler = new()
    first = assembler.take(key_picture(90_000_000), NOON)
    second = assembler.take(key_picture(0), NOON + timedelta(seconds=1))
    assert first is not None
    assert second is not None
    assert second.run > first.run
    assert (second.seq, second.pts_90k) == (0, 0)


def test_a_clock_jump_inside_a_gop_waits_for_a_key_frame() -> None:
    assembler = new()
    assembler.take(key_picture(90_000_000), NOON)
    assert assembler.take(picture(0), NOON) is None
    assert assembler.take(picture(9000), NOON) is None
    unit = assembler.take(key_picture(18_000), NOON)
    assert unit is not None
    assert unit.pts_90k == 0


def test_a_later_run_has_a_higher_number_even_if_the_clock_was_set_back() -> None:
    last_run = utc_milliseconds(NOON + timedelta(hours=1))
    unit = new(last_run=last_run).take(key_picture(), NOON)
    assert unit is not None
    assert unit.run == last_run + 1


def test_parameter_sets_sent_apart_are_learned_and_not_handed_on() -> None:
    assembler = new(described=b"")
    assert assembler.take(key_picture(0, payload=SETS), NOON) is None
    assert assembler.take(key_picture(0, payload=IDR), NOON) is not None


LARGE = START + h264_sps(1920, 1080) + START + PPS + IDR


def test_a_key_frame_of_another_size_begins_a_new_run() -> None:
    assembler = new()
    first = assembler.take(key_picture(0), NOON)
    assembler.take(picture(SHORTEST_RUN_90K), NOON)
    second = assembler.take(key_picture(SHORTEST_RUN_90K + 9000, payload=LARGE), NOON)
    assert first is not None
    assert second is not None
    assert second.run > first.run
    assert (second.seq, second.pts_90k, second.key_frame) == (0, 0, True)


def test_a_size_that_changes_to_and_fro_makes_few_runs() -> None:
    assembler = new()
    runs = set()
    for second in range(60):
        payload = LARGE if second % 2 else SETS + IDR
        unit = assembler.take(key_picture(second * 90_000, payload=payload), NOON)
        assert unit is not None
        assert unit.payload == payload
        runs.add(unit.run)
    assert len(runs) <= 60 * 90_000 // SHORTEST_RUN_90K


def test_a_size_that_changed_early_begins_its_run_as_soon_as_it_may() -> None:
    assembler = new()
    assembler.take(key_picture(0), NOON)
    units = [assembler.take(key_picture(second * 90_000, payload=LARGE), NOON) for second in range(1, 20)]
    runs = [unit.run for unit in units if unit is not None]
    assert len(set(runs)) == 2
    assert runs[-1] == runs[-10]


def test_the_same_sets_once_more_begin_no_run() -> None:
    assembler = new()
    units = [assembler.take(key_picture(second * 90_000), NOON) for second in range(20)]
    assert len({unit.run for unit in units if unit is not None}) == 1
