"""How full this machine's disks are that hold the spool and, where it is a folder, the store; their watch."""

import os
from collections.abc import Callable
from pathlib import Path

from obstore.store import LocalStore, ObjectStore

from lokus_ingest.application.recording.disk_watch import Alarm, DiskWatch
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.disk import Marks, Use


def watch_disks(
    spool: Path,
    store: ObjectStore,
    marks: Marks,
    accept: Callable[[bool], None],
    alarm: Alarm,
    tally: Tally,
) -> DiskWatch:
    """The watch over both; `accept`: whether the spool takes pieces."""
    return DiskWatch(use_of(spool, store), marks, accept, alarm, tally)


def use_of(spool: Path, store: ObjectStore) -> Callable[[], Use]:
    """Return what looks at them; both folders are there."""
    folder = Path(str(store.prefix)) if isinstance(store, LocalStore) else None

    def look() -> Use:
        return Use(used_part(spool), None if folder is None else used_part(folder))

    return look


def used_part(folder: Path) -> float:
    """Which part of a file system is in use, of the blocks or the files that this process may have."""
    disk = os.statvfs(folder)
    blocks, files = disk.f_blocks - disk.f_bfree, disk.f_files - disk.f_ffree
    return max(blocks / max(blocks + disk.f_bavail, 1), files / max(files + disk.f_favail, 1))
