"""Cameras and servers over HTTP: FLV, MPEG-TS, fragmented MP4, and playlists (HLS) of the last two.

We fetch, FFmpeg takes apart: it is handed bytes and opens nothing by itself, so that no playlist, redirect
or file can lead it anywhere. One thread for each open session. What a playlist brings in bundles is handed
on at the pace at which it was taken.
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import av
from av import error as av_error
from av.container import InputContainer

from lokus_ingest.adapters.demuxing import Demuxing, dts_90k, pts_90k
from lokus_ingest.adapters.http.client import HttpClient
from lokus_ingest.adapters.http.feeds import MOST_PLAYLIST_BYTES, BodyFeed, Feed, PlaylistFeed
from lokus_ingest.adapters.pull_thread import PullThread, ThreadedPull, pulling
from lokus_ingest.adapters.rtsp.failures import ended
from lokus_ingest.application.ports import Hear
from lokus_ingest.domain.address import Address, Carrier
from lokus_ingest.domain.container import Container, container_of
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.pacing import Pacing
from lokus_proto.v1.stream_state import ReasonKind

_OPTIONS: Final = {
    "protocol_whitelist": "none",  # it has nothing to open
    "probesize": "1000000",
    "analyzeduration": "500000",
    "fpsprobesize": "0",
}


class HttpSource:
    """Opens sessions over HTTP."""

    @asynccontextmanager
    async def open(
        self, address: Address, carrier: Carrier, hear: Hear | None = None
    ) -> AsyncIterator[ThreadedPull]:
        """A session for as long as the context lasts; `carrier` is RTSP's alone."""
        del carrier
        session = _Session(address)
        async with pulling(session.run, hear, session.client.abort) as pull:
            yield pull


class _Session:
    """What the thread does."""

    def __init__(self, address: Address) -> None:
        self.client = HttpClient(address)
        self._pacing: Pacing | None = None

    def run(self, thread: PullThread) -> None:
        """Pull until told to stop; SourceFailure says why it ended before."""
        try:
            self._pull(thread)
        finally:
            self.client.close()

    def _pull(self, thread: PullThread) -> None:
        container, feed = self._open(thread)
        try:
            with av.open(feed, mode="r", format=container.value, options=_OPTIONS) as opened:
                self._demux(opened, thread)
        except av_error.FFmpegError:
            raise feed.failure or _unreadable(container) from None
        if not thread.stop.is_set():
            raise feed.failure or ended()

    def _open(self, thread: PullThread) -> tuple[Container, Feed]:
        response = self.client.get(self.client.url)
        content_type = response.headers.get_content_type()
        body = BodyFeed(response)
        container = container_of(content_type, body.peek())
        if container is not Container.PLAYLIST:
            return container, body
        self._pacing = Pacing()
        segments = PlaylistFeed(self.client, body.whole(MOST_PLAYLIST_BYTES), thread.stop)
        container = container_of("", segments.peek())
        if container not in {Container.MPEG_TS, Container.MP4}:
            raise _unreadable(container)
        return container, segments

    def _demux(self, opened: InputContainer, thread: PullThread) -> None:
        demuxing = Demuxing(opened, thread.sounds)
        thread.describe(demuxing.codec, demuxing.parameter_sets)
        for packet in demuxing.packets():
            time_90k = dts_90k(packet)
            if self._pacing is not None and time_90k is not None:
                thread.stop.wait(self._pacing.wait_seconds(time_90k, time.monotonic()))
            if thread.stop.is_set():
                return
            if packet.size:
                thread.hand_over(bytes(packet), pts_90k(packet))


def _unreadable(container: Container) -> SourceFailure:
    return SourceFailure(
        ReasonKind.CODEC, f"what comes there looks like {container} and cannot be read: look at what sends it"
    )
