"""The rows that a batch reads from an import's file, and the errors of lines that are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from lokus_registry.domain.imports import csv_rows, ndjson_rows
from lokus_registry.domain.imports.job import BATCH_ROWS, Import, ImportFormat, Place, RowError
from lokus_registry.domain.imports.records import MAX_RECORD_BYTES, Record, cut

LEAST_BYTES: Final = 4 * MAX_RECORD_BYTES
"""Of a file are read at once, so that a whole record is always among them."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What a batch read: rows with their lines, and errors of those that are none."""

    rows: Sequence[tuple[int, dict[str, Any]]]
    errors: Sequence[RowError]
    columns: tuple[str, ...] | None
    place: Place


def read_lines(job: Import, body: bytes, members: frozenset[str]) -> Lines:
    """The next rows of a job's file, which goes on with `body`; UnreadableError when it cannot."""
    quoted = job.order.format is ImportFormat.CSV
    whole = job.place.offset + len(body) >= job.size_bytes
    rows: list[tuple[int, dict[str, Any]]] = []
    errors: list[RowError] = []
    columns, place = job.columns, job.place
    for record in islice(cut(body, job.place, whole=whole, quoted=quoted), BATCH_ROWS):
        place = record.behind
        if not record.body.strip():
            continue
        if quoted and columns is None:
            columns = csv_rows.header(record, members)
            continue
        try:
            rows.append((record.line, _row(record, columns)))
        except ValueError as error:
            errors.append(RowError(record.line, None, str(error)))
    return Lines(rows, errors, columns, place)


def _row(record: Record, columns: tuple[str, ...] | None) -> dict[str, Any]:
    return ndjson_rows.row(record) if columns is None else csv_rows.row(record, columns)
