"""One track's part of a fragment (`traf`, ISO/IEC 14496-12, 8.8.6), read so that it can be written anew.

What tracks there are, and who wrote them, does not matter here: of each only times, sizes and flags are
understood, and all else is copied. Data lie relative to the `moof`, as the writers of Lokus have it.
"""

import struct
from dataclasses import dataclass, field, replace
from typing import Final, Self

from lokus_ingest.domain.recording.boxes import full_box, whole_boxes

MEDIA_OFFSET: Final = 0x1
_FIRST_FLAGS: Final = 0x4
_DURATION: Final = 0x100
_SIZE: Final = 0x200
_FLAGS: Final = 0x400
_COMPOSITION: Final = 0x800
_PER_SAMPLE: Final = (_DURATION, _SIZE, _FLAGS, _COMPOSITION)
_DESCRIPTION: Final = 0x2
_NOT_SYNC: Final = 0x10000
_BASE_IS_GIVEN: Final = 0x1
_DEFAULTS: Final = ((_DESCRIPTION, 0), (0x8, 1), (0x10, 2), (0x20, 3))
"""Of `tfhd`: the flag of each optional field behind the track's number, in order."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: its times in the track's ticks, its bytes within the fragment, from the start of `moof`."""

    decoded: int
    shown: int
    place: int
    size_bytes: int
    sync: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A `trun`: samples whose data lie one behind another."""

    flags: int
    media_offset: int
    first_flags: int
    rows: tuple[tuple[int, ...], ...]

    @classmethod
    def read(cls, content: bytes) -> Self:
        """From the content of its box."""
        head, count = struct.unpack_from(">II", content)
        flags, place = head & 0xFFFFFF, 8
        offset = first = 0
        if flags & MEDIA_OFFSET:
            (offset,), place = struct.unpack_from(">i", content, place), place + 4
        if flags & _FIRST_FLAGS:
            (first,), place = struct.unpack_from(">I", content, place), place + 4
        row = ">" + "".join("i" if flag == _COMPOSITION else "I" for flag in _PER_SAMPLE if flags & flag)
        rows = tuple(
            struct.unpack_from(row, content, place + number * struct.calcsize(row)) for number in range(count)
        )
        return cls(flags, offset, first, rows)

    def column(self, flag: int) -> int | None:
        """Which column of the rows holds a field; None if none does."""
        return (self.flags & 0xF00 & (flag - 1)).bit_count() if self.flags & flag else None

    def with_value(self, row: int, flag: int, added: int) -> Self:
        """The same with something added to one field of one sample, which it must have."""
        if (column := self.column(flag)) is None:
            raise ValueError("a fragment whose samples have no sizes or composition offsets of their own")
        changed = list(self.rows[row])
        changed[column] += added
        return replace(self, rows=(*self.rows[:row], tuple(changed), *self.rows[row + 1 :]))

    def shifted(self, ticks: int) -> Self:
        """The same with all samples shown so much later."""
        if not ticks:
            return self
        if (column := self.column(_COMPOSITION)) is None:
            raise ValueError("a fragment whose samples have no composition offsets of their own")
        rows = tuple((*row[:column], row[column] + ticks, *row[column + 1 :]) for row in self.rows)
        return replace(self, rows=rows)

    def grown(self, row: int, added_bytes: int) -> Self:
        """The same with a sample larger by so much."""
        return self.with_value(row, _SIZE, added_bytes)

    def written(self, media_offset: int) -> bytes:
        """Its box, for data that lie elsewhere now. Version 1: composition offsets have a sign."""
        parts = [struct.pack(">Ii", len(self.rows), media_offset)]
        if self.flags & _FIRST_FLAGS:
            parts.append(struct.pack(">I", self.first_flags))
        row = ">" + "".join("i" if flag == _COMPOSITION else "I" for flag in _PER_SAMPLE if self.flags & flag)
        parts += [struct.pack(row, *values) for values in self.rows]
        return full_box(b"trun", 1, self.flags | MEDIA_OFFSET, *parts)


@dataclass(frozen=True, slots=True)
class Traf:
    """The boxes of a `traf` that say something, and the others as they are."""

    track: int
    header_flags: int
    defaults: tuple[int | None, int | None, int | None, int | None]
    start: int
    runs: tuple[Run, ...]
    others: tuple[bytes, ...] = field(default=())

    @classmethod
    def read(cls, content: bytes) -> Self:
        """From the content of its box; ValueError if it cannot be read."""
        header = start = None
        runs: list[Run] = []
        others: list[bytes] = []
        try:
            for found in whole_boxes(content):
                inner = content[found.content]
                if found.kind == b"tfhd":
                    header = _read_header(inner)
                elif found.kind == b"tfdt":
                    (start,) = struct.unpack_from(">4xQ" if inner[0] else ">4xI", inner)
                elif found.kind == b"trun":
                    runs.append(Run.read(inner))
                else:
                    others.append(content[found.start : found.end])
        except (struct.error, IndexError) as error:
            raise ValueError("a fragment that cannot be read") from error
        if header is None or start is None:
            raise ValueError("a fragment without its track or its time")
        return cls(*header, start, tuple(runs), tuple(others))

    def samples(self) -> list[Sample]:
        """All of them, in the order of decoding."""
        found: list[Sample] = []
        decoded = self.start
        for run in self.runs:
            place = run.media_offset
            for number, row in enumerate(run.rows):
                duration, size = self._of(run, row, _DURATION, 1), self._of(run, row, _SIZE, 2)
                flags = run.first_flags if not number and run.flags & _FIRST_FLAGS else None
                if flags is None:
                    flags = self._of(run, row, _FLAGS, 3, 0)
                column = run.column(_COMPOSITION)
                shown = decoded + (row[column] if column is not None else 0)
                found.append(Sample(decoded, shown, place, size, not flags & _NOT_SYNC))
                decoded, place = decoded + duration, place + size
        return found

    @property
    def end(self) -> int:
        """Where decoding has come to behind its last sample."""
        return self.start + sum(self._of(run, row, _DURATION, 1) for run in self.runs for row in run.rows)

    def first(self, count: int) -> Self:
        """The same with its first samples alone."""
        runs: list[Run] = []
        for run in self.runs:
            runs.append(replace(run, rows=run.rows[:count]))
            count = max(0, count - len(run.rows))
        return replace(self, runs=tuple(run for run in runs if run.rows))

    def with_entry(self, entry: int) -> Self:
        """The same, described by another sample entry."""
        return replace(
            self,
            header_flags=self.header_flags | _DESCRIPTION,
            defaults=(entry, *self.defaults[1:]),
        )

    def header(self) -> bytes:
        """Its `tfhd`."""
        values = [value for value in self.defaults if value is not None]
        return full_box(
            b"tfhd", 0, self.header_flags, struct.pack(f">{1 + len(values)}I", self.track, *values)
        )

    def time(self) -> bytes:
        """Its `tfdt`."""
        return full_box(b"tfdt", 1, 0, struct.pack(">Q", self.start))

    def _of(self, run: Run, row: tuple[int, ...], flag: int, default: int, last: int | None = None) -> int:
        column = run.column(flag)
        found = row[column] if column is not None else self.defaults[default]
        if found is None:
            found = last
        if found is None:
            raise ValueError("a fragment whose samples say neither themselves nor together what they last")
        return found


def _read_header(content: bytes) -> tuple[int, int, tuple[int | None, int | None, int | None, int | None]]:
    head, track = struct.unpack_from(">II", content)
    flags, place = head & 0xFFFFFF, 8
    if flags & _BASE_IS_GIVEN:
        raise ValueError("a fragment whose data do not lie relative to itself")
    values: list[int | None] = [None] * len(_DEFAULTS)
    for flag, number in _DEFAULTS:
        if flags & flag:
            (values[number],), place = struct.unpack_from(">I", content, place), place + 4
    return track, flags, (values[0], values[1], values[2], values[3])
