"""What a crash left in the spool: segments without their end. Whole fragments stay, the rest is cut off."""

import hashlib
import logging
import os
from pathlib import Path

from lokus_ingest.adapters.recording.segment_file import FACTS, OPEN, write_facts
from lokus_ingest.domain.recording.segment import read_whole

log = logging.getLogger(__name__)


def recover(root: Path) -> int:
    """Close every segment of a spool that nobody else writes to; the number of those that were closed."""
    for torn in root.rglob(f"*{FACTS}{OPEN}"):
        torn.unlink()
    left = [path for path in root.rglob("*.mp4") if not Path(f"{path}{FACTS}").exists()]
    left += root.rglob(f"*.mp4{OPEN}")
    return sum(_close(path) for path in sorted(left))


def _close(path: Path) -> bool:
    content = path.read_bytes()
    try:
        whole = read_whole(content)
    except ValueError as error:
        log.warning("the spool's %s cannot be read, it is set aside: %s", path.name, error)
        path.rename(f"{path}.unreadable")
        return False
    if whole is None:
        path.unlink()
        return False
    os.truncate(path, whole.end)
    segment = path.with_name(path.name.removesuffix(OPEN))
    path.rename(segment)
    sha256 = hashlib.sha256(content[: whole.end]).hexdigest()
    write_facts(segment, whole.head.closed(whole.stretches, whole.end, sha256, recovered=True))
    log.info("%s: %d fragments kept after a crash", segment.name, len(whole.stretches))
    return True
