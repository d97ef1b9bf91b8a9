import itertools
import struct

import pytest

from lokus_ingest.domain.recording.boxes import full_box, inside
from lokus_ingest.domain.recording.fragment import Fragments
from lokus_ingest.domain.recording.traf import Sample, Traf
from unit.ingest.domain.recording.test_fragment import at, moof

OURS = inside(moof(Fragments(0, 3600).make(at([0, 10800, 3600, 7200]), None)[0]), b"moof", b"traf")


def of_sound(*, size: bool = True) -> bytes:
    """As another writer may have it: sizes and durations told once, old times, no flags."""
    header = full_box(b"tfhd", 0, 0x20008 | (0x10 if size else 0), struct.pack(">II", 2, 1024))
    if size:
        header = full_box(b"tfhd", 0, 0x20018, struct.pack(">III", 2, 1024, 160))
    time = full_box(b"tfdt", 0, 0, struct.pack(">I", 5))
    return header + time + full_box(b"trun", 0, 0x1, struct.pack(">Ii", 3, 100))


def test_samples_are_told_with_their_times_and_places() -> None:
    traf = Traf.read(OURS)
    found = traf.samples()
    assert (traf.track, traf.start, traf.end) == (1, 0, 14400)
    assert [sample.shown for sample in found] == [3600, 14400, 7200, 10800]
    assert [sample.sync for sample in found] == [True, False, False, False]
    assert all(
        earlier.place + earlier.size_bytes == later.place for earlier, later in itertools.pairwise(found)
    )


def test_what_samples_do_not_say_is_said_for_all_of_them() -> None:
    traf = Traf.read(of_sound())
    times = [5 + 1024 * number for number in range(3)]
    assert traf.samples() == [
        Sample(time, time, 100 + 160 * number, 160, sync=True) for number, time in enumerate(times)
    ]


def test_what_is_read_is_written_alike() -> None:
    traf = Traf.read(OURS)
    (run,) = traf.runs
    assert traf.header() + traf.time() + run.written(run.media_offset) == OURS


def test_a_part_is_what_its_first_samples_are() -> None:
    traf = Traf.read(OURS).first(2)
    assert len(traf.samples()) == 2
    assert Traf.read(OURS).first(0).runs == ()


def test_what_cannot_be_moved_is_told() -> None:
    with pytest.raises(ValueError, match="composition"):
        Traf.read(of_sound()).runs[0].shifted(1)
    with pytest.raises(ValueError, match="last"):
        Traf.read(of_sound(size=False)).samples()
    with pytest.raises(ValueError, match="time"):
        Traf.read(full_box(b"tfhd", 0, 0, struct.pack(">I", 1)))
    with pytest.raises(ValueError, match="cannot be read"):
        Traf.read(full_box(b"tfhd", 0, 0x20))
    with pytest.raises(ValueError, match="relative"):
        Traf.read(full_box(b"tfhd", 0, 1, struct.pack(">IQ", 1, 0)))
