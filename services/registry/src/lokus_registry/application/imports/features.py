"""The features that a batch reads from an import's file, and the errors of objects that are none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from lokus_registry.domain.imports.features import MAX_FEATURE_BYTES, cut
from lokus_registry.domain.imports.job import BATCH_ROWS, Import, Place, RowError
from lokus_registry.domain.imports.ndjson_rows import read_object

LEAST_BYTES: Final = 2 * MAX_FEATURE_BYTES
"""Of a file are read at once, so that a whole feature is always among them."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its number in the file, from 0, the line that it begins on, its members."""

    number: int
    line: int
    members: dict[str, Any]

    def error(self, member: str | None, detail: str) -> RowError:
        """An error of it, or of a member of it."""
        return _error(self.number, self.line, member, detail)


@dataclass(frozen=True, slots=True)
class Features:
    """What a batch read, and how far."""

    items: Sequence[Feature]
    errors: Mapping[int, Sequence[RowError]]
    """By the numbers of the objects that are no features."""
    place: Place
    columns: None = None


def read_features(job: Import, body: bytes) -> Features:
    """The next features of a job's file, which goes on with `body`; UnreadableError when it cannot."""
    items: list[Feature] = []
    errors: dict[int, list[RowError]] = {}
    number, place = job.counts.rows, job.place
    for record in islice(cut(body, place, job.size_bytes), BATCH_ROWS):
        place = record.behind
        if not record.body:
            continue
        try:
            items.append(Feature(number, record.line, read_object(record.body)))
        except ValueError as error:
            errors[number] = [_error(number, record.line, None, str(error))]
        number += 1
    return Features(items, errors, place)


def _error(number: int, line: int, member: str | None, detail: str) -> RowError:
    path = f"features.{number}"
    return RowError(line, path if member is None else f"{path}.{member}", detail)
