"""What a crash left in the spool: segments without their end. Whole fragments stay, the rest is cut off."""

import hashlib
import logging
import mmap
import os
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from lokus_ingest.adapters.recording.segment_file import FACTS, OPEN, write_facts
from lokus_ingest.domain.recording.segment import Whole, read_whole
from lokus_proto.v1.recording import SegmentClosed

log = logging.getLogger(__name__)


def closed_in(root: Path) -> Iterator[Path]:
    """The segments that are whole, by what stands beside them."""
    for facts in root.rglob(f"*.mp4{FACTS}"):
        segment = facts.with_name(facts.name.removesuffix(FACTS))
        if segment.exists() and _are_whole(facts):
            yield segment
        else:
            facts.unlink()


def torn_in(root: Path) -> list[Path]:
    """The files of segments that nobody told the end of, the oldest first; ask before any is written."""
    for torn in root.rglob(f"*{FACTS}{OPEN}"):
        torn.unlink()
    left = [path for path in root.rglob("*.mp4") if not Path(f"{path}{FACTS}").exists()]
    return sorted((*left, *root.rglob(f"*.mp4{OPEN}")), key=lambda path: path.name)


def mend(torn: Path) -> Path | None:
    """Close a segment with what is whole of it; None if nothing is, or nobody can read it."""
    try:
        found = _read(torn)
    except ValueError as error:
        log.warning("the spool's %s cannot be read, it is set aside: %s", torn.name, error)
        torn.rename(f"{torn}.unreadable")
        return None
    if found is None:
        torn.unlink()
        return None
    whole, sha256 = found
    os.truncate(torn, whole.end)
    segment = torn.with_name(torn.name.removesuffix(OPEN))
    write_facts(segment, whole.head.closed(whole.stretches, whole.end, sha256, recovered=True))
    torn.rename(segment)  # last, so that it is mended again if the disk refused its facts
    log.info("%s: %d fragments kept after a crash", segment.name, len(whole.stretches))
    return segment


def _read(torn: Path) -> tuple[Whole, str] | None:
    """What is whole of a file, and its hash; a file is mapped, for it may be large."""
    if torn.stat().st_size == 0:
        return None
    with torn.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        whole = read_whole(content)
        if whole is None:
            return None
        with memoryview(content) as view, view[: whole.end] as kept:
            return whole, hashlib.sha256(kept).hexdigest()


def _are_whole(facts: Path) -> bool:
    """A loss of power may leave a file without its content."""
    try:
        SegmentClosed.model_validate_json(facts.read_bytes())
    except ValidationError:
        return False
    return True
