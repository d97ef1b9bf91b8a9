"""What lies in a folder of recordings: each segment's facts from the indexes, and whether it plays."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av

from lokus_proto.v1.recording import SegmentClosed


@dataclass(frozen=True, slots=True)
class Store:
    """A store that is a folder."""

    folder: Path

    def segments(self) -> Iterator[SegmentClosed]:
        """Yield all segments that the indexes name."""
        for index in self.folder.rglob("index*.jsonl"):
            for line in index.read_text(encoding="utf-8").splitlines():
                yield SegmentClosed.model_validate_json(line)

    def why_not_whole(self, segment: SegmentClosed, *, decode: bool) -> str | None:
        """Return what is wrong with a segment: its hash, or how many pictures play; None when it is whole."""
        path = self.folder / segment.object
        if hashlib.sha256(path.read_bytes()).hexdigest() != segment.sha256:
            return f"{segment.object}: its hash is another"
        pictures = _decoded(path) if decode else _packets(path)
        if pictures != segment.frames:
            return f"{segment.object}: of {segment.frames} pictures {pictures} play"
        return None


def _packets(path: Path) -> int:
    with av.open(path) as container:
        return sum(packet.size > 0 for packet in container.demux(video=0))


def _decoded(path: Path) -> int:
    with av.open(path) as container:
        container.streams.video[0].thread_type = "NONE"
        return sum(1 for _ in container.decode(video=0))
