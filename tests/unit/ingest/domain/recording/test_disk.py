from lokus_ingest.domain.recording.disk import Marks, Use

MARKS = Marks(high=0.9, low=0.7)


def test_the_fuller_disk_counts_and_letting_go_helps_the_stores_alone() -> None:
    spool_full, store_full = Use(0.95, 0.3), Use(0.3, 0.95)
    assert MARKS.is_nearly_full(spool_full)
    assert MARKS.is_nearly_full(store_full)
    assert not MARKS.room_can_be_made(spool_full)
    assert MARKS.room_can_be_made(store_full)


def test_room_is_made_down_to_the_low_mark() -> None:
    assert MARKS.wants_room(Use(0.7, 0.7))
    assert not MARKS.wants_room(Use(0.7, 0.69))


def test_a_store_elsewhere_makes_no_room_here() -> None:
    use = Use(0.95, None)
    assert MARKS.is_nearly_full(use)
    assert not MARKS.room_can_be_made(use)
    assert not MARKS.wants_room(use)


def test_a_disk_fills_before_it_is_nearly_full() -> None:
    assert not MARKS.is_filling(Use(0.6, 0.69))
    assert MARKS.is_filling(Use(0.7, None))
    assert not MARKS.is_nearly_full(Use(0.89, 0.89))
