from datetime import UTC, datetime, timedelta
from pathlib import Path

from lokus_ingest.adapters.recording.waitlist import BATCH, Waitlist

BEGAN = datetime(2026, 11, 22, 12, tzinfo=UTC)


def segment(camera: str, seconds: int) -> Path:
    milliseconds = int((BEGAN + timedelta(seconds=seconds)).timestamp()) * 1000
    return Path(f"/spool/jakarta/{camera}/main/2026-11-22/12/{milliseconds}-7.mp4")


def test_the_oldest_comes_first_whatever_its_camera() -> None:
    waiting = Waitlist([segment("a", 60), segment("b", 0)])
    waiting.add(segment("c", 30))
    assert waiting.oldest() == [segment("b", 0), segment("c", 30), segment("a", 60)]
    assert waiting.since() == BEGAN


def test_what_left_waits_no_more() -> None:
    waiting = Waitlist([segment("a", 0), segment("b", 0)])
    waiting.remove(segment("a", 0))
    waiting.remove(segment("a", 0))
    assert waiting.oldest() == [segment("b", 0)]
    waiting.remove(segment("b", 0))
    assert (len(waiting), waiting.since()) == (0, None)


def test_a_long_list_is_handed_out_in_parts() -> None:
    waiting = Waitlist(segment("a", seconds) for seconds in range(BATCH + 5))
    assert len(waiting.oldest()) == BATCH
