"""Watches the disks of recordings, and says early and aloud that they fill.

Below the low-water mark all is well. Above it somebody is told. At the high-water mark the sweeper makes
room; if it cannot, the spool takes nothing more until there is room again, so that whatever shares the disk
lives on.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.disk import Disk, Marks, Use

log = logging.getLogger(__name__)


class Alarm(Protocol):
    """Where people look whether all is well."""

    def ok(self) -> None:
        """It is."""
        ...

    def failing(self, reason: str) -> None:
        """It is not."""
        ...


class DiskWatch:
    """`used` tells how full the disks are, `accept` has the spool take pieces or refuse them."""

    def __init__(
        self,
        used: Callable[[], Use],
        marks: Marks,
        accept: Callable[[bool], None],
        alarm: Alarm,
        tally: Tally,
    ) -> None:
        self._used = used
        self._marks = marks
        self._accept = accept
        self._alarm = alarm
        self._tally = tally
        self._filling = False
        alarm.ok()

    def look(self) -> Use:
        """How full they are now."""
        use = self._used()
        self._tally.disks_used = {Disk.SPOOL: use.spool}
        if use.store is not None:
            self._tally.disks_used[Disk.STORE] = use.store
        filling = self._marks.is_filling(use)
        if filling and not self._filling:
            log.warning(
                "the disk of recordings is %.0f %% full: at %.0f %% the oldest go before their time",
                use.fullest * 100,
                self._marks.high * 100,
            )
        self._filling = filling
        return use

    def has_turned(self) -> bool:
        """Whether something is to be done now: a disk has become nearly full, or is so no more."""
        return self._marks.is_nearly_full(self.look()) is not self._tally.disk_full

    def room_can_be_made(self) -> bool:
        """Whether recordings should go to make room."""
        return self._marks.room_can_be_made(self.look())

    def wants_room(self) -> bool:
        """Whether more should go."""
        return self._marks.wants_room(self.look())

    def settle(self) -> None:
        """Room was made as far as it could be: from now on pieces are taken, or they are not."""
        use = self.look()
        full = self._marks.is_nearly_full(use)
        if full and not self._tally.disk_full:
            told = f"the disk of recordings is {use.fullest:.0%} full and no recording on it may go"
            log.error("%s: nothing is recorded until there is room", told)
            self._alarm.failing(f"{told}: nothing is recorded; make room, or have holds lifted")
        elif self._tally.disk_full and not full:
            log.info("the disk of recordings has room again: recording goes on")
            self._alarm.ok()
        self._tally.disk_full = full
        self._accept(not full)
