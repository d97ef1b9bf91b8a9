"""What FFmpeg's demuxers read from: the body of one answer, or a playlist's segments in turn.

They read here and nowhere else. A feed that fails says so in `failure`, and ends.
"""

from http.client import HTTPException, HTTPResponse
from threading import Event
from typing import Final, Protocol

from lokus_ingest.adapters.http.client import HttpClient
from lokus_ingest.adapters.http.failures import broken
from lokus_ingest.adapters.rtsp.failures import ended
from lokus_ingest.domain.container import HEAD_BYTES
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.hls import Playlist, Segment, read_playlist
from lokus_proto.v1.stream_state import ReasonKind

MOST_PLAYLIST_BYTES: Final = 2 * 1024 * 1024
MOST_SEGMENT_BYTES: Final = 64 * 1024 * 1024
MOST_SECONDS_WITHOUT_SEGMENT: Final = 20.0
_BEHIND_SEGMENTS: Final = 2
"""How far behind the newest a pull begins: one to play, and one to have while the next is written."""


class Feed(Protocol):
    """A file to FFmpeg."""

    failure: SourceFailure | None

    def read(self, size: int) -> bytes:
        """Some bytes, at most `size`; none at the end."""
        ...


class BodyFeed:
    """The body of an answer, as it comes."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        self._rest = b""
        self.failure: SourceFailure | None = None

    def peek(self) -> bytes:
        """The first bytes, which will be read again."""
        while len(self._rest) < HEAD_BYTES:
            came = self._read(HEAD_BYTES)
            if not came:
                break
            self._rest += came
        if self.failure is not None:
            raise self.failure
        return self._rest

    def read(self, size: int) -> bytes:
        """What is there."""
        if self._rest:
            part, self._rest = self._rest[:size], self._rest[size:]
            return part
        return self._read(size)

    def whole(self, most_bytes: int) -> bytes:
        """All of it, for what is short."""
        octets = bytearray()
        while len(octets) <= most_bytes and (came := self.read(most_bytes)):
            octets += came
        self._response.close()
        if self.failure is not None:
            raise self.failure
        return bytes(octets[:most_bytes])

    def _read(self, size: int) -> bytes:
        if self.failure is not None:
            return b""
        try:
            return self._response.read1(size)
        except (OSError, HTTPException) as error:
            self.failure = broken(error)
            return b""


class PlaylistFeed:
    """The segments of a live playlist. Opened in the pull's thread; `stop` ends its waits."""

    def __init__(self, client: HttpClient, first: bytes, stop: Event) -> None:
        self._client = client
        self._stop = stop
        self._url = client.url
        self._playlist = self._followed(_read(first, self._url))
        self._last = self._first_number() - 1
        self._map_url: str | None = None
        self._rest = memoryview(b"")
        self.failure: SourceFailure | None = None

    def peek(self) -> bytes:
        """The first bytes, which will be read again."""
        if not self._rest:
            self._rest = self._next()
        if self.failure is not None:
            raise self.failure
        return bytes(self._rest[:HEAD_BYTES])

    def read(self, size: int) -> bytes:
        """Some bytes of the segment that is on, or of the next."""
        if not self._rest:
            self._rest = self._next()
        part, self._rest = bytes(self._rest[:size]), self._rest[size:]
        return part

    def _followed(self, playlist: Playlist) -> Playlist:
        """The playlist of the best variant, if there are variants."""
        if not playlist.variants:
            return playlist
        return self._fetched(playlist.best().url)

    def _fetched(self, url: str) -> Playlist:
        text = self._client.get_whole(url, MOST_PLAYLIST_BYTES)
        self._url = self._client.url
        return _read(text, self._url)

    def _first_number(self) -> int:
        segments = self._playlist.segments[-_BEHIND_SEGMENTS:]
        return segments[0].number if segments else 0

    def _next(self) -> memoryview:
        """The bytes of the next segment; none if there will be no more."""
        try:
            segment = self._await_segment()
            if segment is None:
                return memoryview(b"")
            octets = self._before(segment) + self._client.get_whole(segment.url, MOST_SEGMENT_BYTES)
        except SourceFailure as failure:
            self.failure = failure
            return memoryview(b"")
        self._last = segment.number
        return memoryview(octets)

    def _await_segment(self) -> Segment | None:
        waited_seconds = 0.0
        while not self._stop.is_set():
            segments = self._playlist.segments
            new = next((segment for segment in segments if segment.number > self._last), None)
            if new is not None:
                return new
            if self._playlist.ended or (segments and segments[-1].number < self._last):
                raise ended()
            if waited_seconds >= MOST_SECONDS_WITHOUT_SEGMENT:
                raise SourceFailure(
                    ReasonKind.STALLED, "the playlist names no new segment: is what writes it at work?"
                )
            pause_seconds = self._playlist.target_seconds / 4
            self._stop.wait(pause_seconds)
            waited_seconds += pause_seconds
            self._playlist = self._fetched(self._url)
        return None

    def _before(self, segment: Segment) -> bytes:
        """What has to be read before it: once; what changes begins another run."""
        if segment.map_url is None or segment.map_url == self._map_url:
            return b""
        if self._map_url is not None:
            raise ended()
        self._map_url = segment.map_url
        return self._client.get_whole(segment.map_url, MOST_SEGMENT_BYTES)


def _read(octets: bytes, url: str) -> Playlist:
    return read_playlist(octets.decode("utf-8-sig", "replace"), url)
