"""The features of a GeoJSON FeatureCollection (RFC 7946), cut from a file that comes in pieces.

The first piece is read up to the member `features`; from there on each object is a feature, whatever is
in it. What is cut off goes on in the next piece, and what stands behind the last feature is passed over.
"""

import re
from collections.abc import Iterator
from typing import Final

from lokus_registry.domain.imports.job import Place
from lokus_registry.domain.imports.records import Record, UnreadableError

MAX_FEATURE_BYTES: Final = 1024 * 1024
"""As much as a PUT may hold."""

_MARK: Final = b"\xef\xbb\xbf"
_BLANK: Final = re.compile(rb"[ \t\r\n]*")
_STRING: Final = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
_NAME: Final = re.compile(_STRING, re.DOTALL)
_PARTS: Final = re.compile(_STRING + rb"|[{}\[\]]", re.DOTALL)
"""Strings, so that what is in them is no bracket; one that is cut off holds all the rest."""
_PLAIN: Final = re.compile(_STRING + rb"|[^\[\]{},\"\s]+", re.DOTALL)


class _CutOffError(Exception):
    """It goes on in the next piece."""


def cut(body: bytes, start: Place, size_bytes: int) -> Iterator[Record]:
    """The features of `body`, which begins at `start`; at last an empty record, behind which nothing is.

    `start` is the beginning of the file, or behind a feature; `size_bytes` is that of the whole file.
    UnreadableError when it is no FeatureCollection, or a feature is longer than any may be.
    """
    scan = _Scan(body, start)
    try:
        if start.offset == 0:
            scan.enter()
        while not scan.at_end(first=scan.place.offset == 0):
            yield scan.feature()
        yield Record(scan.line, b"", Place(size_bytes, scan.line))
    except _CutOffError:
        if start.offset + len(body) >= size_bytes:
            raise UnreadableError(f"line {scan.line}: the file ends before its features do") from None
        if len(body) - scan.begun > MAX_FEATURE_BYTES:
            what = "feature" if scan.place.offset else "beginning"
            raise UnreadableError(
                f"line {scan.line}: this {what} is longer than {MAX_FEATURE_BYTES} bytes"
            ) from None


class _Scan:
    """A reader that stands at a place of the file."""

    def __init__(self, body: bytes, start: Place) -> None:
        self._body = body
        self._start = start
        self._at = self._counted = 0
        self.place = start
        self.begun = 0
        """Where the record that is being read began."""
        self._line = start.line

    @property
    def line(self) -> int:
        """Of where it stands."""
        self._line += self._body.count(b"\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def enter(self) -> None:
        """Go to the first feature."""
        if self._body.startswith(_MARK):
            self._at = len(_MARK)
        self._take(b"{")
        while self._next() != b"}":
            name = _NAME.match(self._body, self._at)
            if name is None:
                raise self._fault("the name of a member is expected")
            self._at = name.end()
            self._take(b":")
            if name[0] == b'"features"':
                self._take(b"[")
                return
            self._pass_value()
            if self._next() == b",":
                self._at += 1
        raise self._fault("it has no member features: send a FeatureCollection")

    def at_end(self, *, first: bool) -> bool:
        """Whether no feature follows; if one does, go there."""
        self.begun = self._at
        if self._next() == b"]":
            return True
        if not first:
            self._take(b",")
        if self._next() != b"{":
            raise self._fault("a feature, an object, is expected")
        return False

    def feature(self) -> Record:
        """Read the one that begins here."""
        line, begin = self.line, self._at
        self._pass_value()
        if self._at - begin > MAX_FEATURE_BYTES:
            raise UnreadableError(f"line {line}: this feature is longer than {MAX_FEATURE_BYTES} bytes")
        self.place = Place(self._start.offset + self._at, self.line)
        return Record(line, self._body[begin : self._at], self.place)

    def _pass_value(self) -> None:
        if self._next() not in {b"{", b"["}:
            plain = _PLAIN.match(self._body, self._at)
            if plain is None:
                raise self._fault("a value is expected")
            self._at = plain.end()
            return
        depth = 0
        for part in _PARTS.finditer(self._body, self._at):
            first = part[0][:1]
            depth += (first in b"{[") - (first in b"}]")
            if depth == 0:
                self._at = part.end()
                return
        raise _CutOffError

    def _next(self) -> bytes:
        """The byte that follows, behind blanks."""
        blank = _BLANK.match(self._body, self._at)
        self._at = blank.end() if blank else self._at
        if self._at == len(self._body):
            raise _CutOffError
        return self._body[self._at : self._at + 1]

    def _take(self, expected: bytes) -> None:
        if self._next() != expected:
            raise self._fault(f"{expected.decode()} is expected")
        self._at += 1

    def _fault(self, what: str) -> UnreadableError:
        return UnreadableError(f"line {self.line}: this is no GeoJSON FeatureCollection: {what}")
