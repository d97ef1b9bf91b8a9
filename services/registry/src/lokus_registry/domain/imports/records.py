"""Where the records of a file end: at a line feed, and in CSV at one that stands outside of quotes.

A file comes in pieces; what is cut off goes on in the next one. In CSV a quoted field is open while the
number of quotes is odd, for a quote within is written twice (RFC 4180, section 2). A quote that never
closes costs its own line, not the rest of the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lokus_registry.domain.imports.job import Place

MAX_RECORD_BYTES = 128 * 1024
_FEED = b"\n"
_QUOTE = b'"'


class UnreadableError(Exception):
    """The file cannot be read on; the text says why, and on which line."""


@dataclass(frozen=True, slots=True)
class Record:
    """The bytes of one record without the end of its line, where it began, and the place behind it."""

    line: int
    body: bytes
    behind: Place
    is_open: bool = False
    """A quote in it is never closed."""


def cut(body: bytes, start: Place, *, whole: bool, quoted: bool) -> Iterator[Record]:
    """The records of `body`, which begins at `start`; `whole` when the file ends with it.

    UnreadableError when a line is longer than any record may be.
    """
    at, line = 0, start.line
    while at < len(body):
        end = _quoted_end(body, at, whole=whole) if quoted else _line_end(body, at, whole=whole)
        if (len(body) if end is None else end) - at > MAX_RECORD_BYTES:
            raise UnreadableError(f"line {line} is longer than {MAX_RECORD_BYTES} bytes")
        if end is None:
            return
        record = body[at:end]
        first = line
        line += record.count(_FEED)
        behind = Place(start.offset + end, line)
        at = end
        is_open = quoted and record.count(_QUOTE) % 2 == 1
        yield Record(first, record.rstrip(b"\r\n"), behind, is_open)


def _line_end(body: bytes, at: int, *, whole: bool) -> int | None:
    """Behind the line; None when it goes on in the next piece."""
    end = body.find(_FEED, at)
    if end >= 0:
        return end + 1
    return len(body) if whole else None


def _quoted_end(body: bytes, at: int, *, whole: bool) -> int | None:
    """Behind the record; behind its first line when a quote does not close within what a record may be."""
    end = first = _line_end(body, at, whole=whole)
    is_open = False
    seen = at
    while end is not None and end - at <= MAX_RECORD_BYTES:
        is_open ^= body.count(_QUOTE, seen, end) % 2 == 1
        if not is_open:
            return end
        if end == len(body):
            return first if whole else _unless_too_long(body, at, first)
        seen, end = end, _line_end(body, end, whole=whole)
    return first if end is not None else _unless_too_long(body, at, first)


def _unless_too_long(body: bytes, at: int, first: int | None) -> int | None:
    return first if len(body) - at > MAX_RECORD_BYTES else None
