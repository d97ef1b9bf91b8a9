import logging

import pytest

from lokus_ingest.application.recording.disk_watch import DiskWatch
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.disk import Disk, Marks, Use
from lokus_kit.health import Condition


class Watched:
    """A disk of which a part is used, and what is said of it."""

    def __init__(self, used: float) -> None:
        self.used = used
        self.accepts = True
        self.alarm, self.tally = Condition("recordings"), Tally()
        self.watch = DiskWatch(self.use, Marks(0.9, 0.7), self.accept, self.alarm, self.tally)

    def use(self) -> Use:
        return Use(self.used, None)

    def accept(self, accepts: bool) -> None:  # noqa: FBT001 (as the spool has it)
        self.accepts = accepts


def test_a_disk_that_fills_is_told_once_before_anything_goes(caplog: pytest.LogCaptureFixture) -> None:
    disk = Watched(0.71)
    for used in (0.71, 0.8, 0.75, 0.6, 0.75):
        disk.used = used
        disk.watch.look()
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert "71 % full: at 90 %" in caplog.records[0].getMessage()
    assert disk.tally.disks_used == {Disk.SPOOL: 0.75}


def test_a_full_disk_is_an_alarm_until_there_is_room(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    disk = Watched(0.95)
    assert disk.watch.has_turned()
    disk.watch.settle()
    assert (disk.accepts, disk.tally.disk_full) == (False, True)
    assert "95% full" in str(disk.alarm.reason)
    assert not disk.watch.has_turned()
    disk.watch.settle()
    disk.used = 0.5
    assert disk.watch.has_turned()
    disk.watch.settle()
    assert (disk.accepts, disk.tally.disk_full, disk.alarm.reason) == (True, False, None)
    assert [record.levelno for record in caplog.records if record.levelno != logging.WARNING] == [
        logging.ERROR,
        logging.INFO,
    ]
