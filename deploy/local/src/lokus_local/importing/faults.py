"""What was refused: where it stands, why, and how all of it is shown: a part on the screen, all as CSV."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

SHOWN: Final = 20
_HEADER: Final = ("file", "line", "member", "detail")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was refused; no line: the file as a whole, no member: the row as a whole."""

    file: str
    line: int | None
    member: str | None
    detail: str

    def __str__(self) -> str:
        """As a person reads it."""
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return ": ".join(part for part in (place, self.member, self.detail) if part)


def write_csv(faults: Iterable[Fault], file: Path) -> None:
    """Write all of them."""
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(_HEADER)
        writer.writerows(map(astuple, faults))


def told(faults: Sequence[Fault], errors_file: Path | None) -> Iterator[str]:
    """The first of them, and where the rest is to be had."""
    yield from map(str, faults[:SHOWN])
    rest = len(faults) - SHOWN
    if errors_file is not None:
        yield f"all {len(faults):,} errors are in {errors_file}"
    elif rest > 0:
        yield f"and {rest:,} more errors; all of them as CSV: run it again with --errors errors.csv"
