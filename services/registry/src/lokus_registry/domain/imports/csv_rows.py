"""Rows of a CSV file (RFC 4180, UTF-8, with or without a byte order mark), read under its header.

A column is named after a member of the body; a dot leads into a member: `credentials.username`. An empty
cell is a member that is not given; the word `null` is null.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from lokus_registry.domain.imports.records import Record, UnreadableError

_MARK = "\ufeff"
_NULL = "null"


def header(record: Record, members: frozenset[str]) -> tuple[str, ...]:
    """The columns; UnreadableError unless each is a member's, once, and `id` is among them."""
    try:
        names = tuple(name.strip() for name in _fields(record))
    except ValueError as error:
        raise UnreadableError(f"line {record.line}, the header: {error}") from error
    strange = [name for name in names if name.partition(".")[0] not in members]
    if strange:
        raise UnreadableError(
            f"line {record.line}, the header: there is no {strange[0][:64]!r}; "
            f"columns may be {', '.join(sorted(members))}, separated by commas"
        )
    if len(names) != len(set(names)):
        raise UnreadableError(f"line {record.line}, the header: a column stands there twice")
    if "id" not in names:
        raise UnreadableError(f"line {record.line}, the header: the column id is missing")
    return names


def row(record: Record, columns: Sequence[str]) -> dict[str, Any]:
    """The members that the row gives; ValueError says what is wrong with it."""
    fields = _fields(record)
    if len(fields) != len(columns):
        raise ValueError(f"the header has {len(columns)} columns, this row {len(fields)}")
    members: dict[str, Any] = {}
    for column, field in zip(columns, fields, strict=True):
        if field != "":
            _put(members, column, None if field == _NULL else field)
    return members


def _put(members: dict[str, Any], column: str, value: str | None) -> None:
    if "." not in column:
        members[column] = value
        return
    *path, last = column.split(".")
    for name in path:
        inner = members.setdefault(name, {})
        if not isinstance(inner, dict):
            raise ValueError(f"{column}: {name} is given as a whole already")  # noqa: TRY004 (of the file)
        members = inner
    members[last] = value


def _fields(record: Record) -> list[str]:
    if record.is_open:
        raise ValueError('a quote (") is opened and never closed; within quotes it is written twice')
    try:
        text = record.body.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8: save the file as UTF-8") from None
    text = text.removeprefix(_MARK) if record.line == 1 else text
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ValueError(f"this is not CSV: {error}") from None
    if len(rows) > 1:
        raise ValueError("a carriage return alone ends no line: save the file with LF or CRLF")
    return rows[0] if rows else []
