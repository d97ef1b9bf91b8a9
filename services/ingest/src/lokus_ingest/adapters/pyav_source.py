"""Cameras that FFmpeg connects to by itself: RTSP over UDP and TLS above all, and RTMP.

One thread for each open session. FFmpeg cannot be interrupted from outside: a session that is left ends
with its next picture, or with its timeout. Its timeouts are seen to fire at up to twice their value, so
they are halved here. It is given the address that was checked, and no other protocol than the one it needs.
"""

import errno
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import av
from av import error as av_error
from av.container import InputContainer

from lokus_ingest.adapters import session_log
from lokus_ingest.adapters.demuxing import Demuxing, pts_90k
from lokus_ingest.adapters.pull_thread import PullThread, ThreadedPull, pulling
from lokus_ingest.adapters.pyav_failures import no_rtmp, translate
from lokus_ingest.adapters.rtsp.failures import ended
from lokus_ingest.application.ports import Hear
from lokus_ingest.domain.address import Address, Carrier
from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import ReasonKind

TIMEOUT_SECONDS: Final = 2.2
_RTSP: Final = {
    "timeout": str(round(TIMEOUT_SECONDS * 1_000_000)),
    "probesize": "32",  # start at once: what probing would find is read from the access units
    "analyzeduration": "1",
    "fpsprobesize": "0",
}
_RTMP: Final = {  # no `timeout` here: RTMP takes it for the wish to listen
    "rtmp_live": "live",
    "probesize": "1000000",
    "analyzeduration": "500000",
    "fpsprobesize": "0",
}
_RTMP_PROTOCOLS: Final = {"rtmp": "rtmp,tcp", "rtmps": "rtmps,tls,tcp"}


class PyAvSource:
    """Opens sessions of RTSP and RTMP."""

    def __init__(self) -> None:
        session_log.listen()

    @asynccontextmanager
    async def open(
        self, address: Address, carrier: Carrier, hear: Hear | None = None
    ) -> AsyncIterator[ThreadedPull]:
        """A session for as long as the context lasts; leaving waits until the camera was told."""
        async with pulling(_Session(address, carrier, hear).run, hear) as pull:
            yield pull


class _Session:
    """What the thread does."""

    def __init__(self, address: Address, carrier: Carrier, hear: Hear | None) -> None:
        self._url = address.connect_url()
        if address.scheme in _RTMP_PROTOCOLS:
            self._format, self._options = "flv", _rtmp_options(address)
        else:
            # Sound only if it is wanted: as soon as there is any, sender reports move the pictures' times.
            media = "video" if hear is None else "video+audio"
            self._format = "rtsp"
            self._options = {**_RTSP, "rtsp_transport": carrier.value, "allowed_media_types": media}
        self._playing = False
        self._progress_seconds = time.monotonic()

    def run(self, thread: PullThread) -> None:
        """Pull until told to stop; SourceFailure says why it ended before."""
        with session_log.watching(TIMEOUT_SECONDS) as watch:
            try:
                self._pull(thread, watch)
            except SourceFailure as failure:
                closed = watch.closed and failure.reason is ReasonKind.NOT_RTSP
                raise watch.failure() or (ended() if closed else failure) from None

    def _pull(self, thread: PullThread, watch: session_log.Watch) -> None:
        try:
            with av.open(
                self._url,
                format=self._format,
                options=self._options,
                timeout=(TIMEOUT_SECONDS, TIMEOUT_SECONDS),
            ) as container:
                self._demux(container, thread, watch)
        except av_error.FFmpegError as error:
            waited_seconds = time.monotonic() - self._progress_seconds
            timed_out = waited_seconds >= 0.9 * TIMEOUT_SECONDS
            raise self._said(error, timed_out=timed_out) from None

    def _said(self, error: av_error.FFmpegError, *, timed_out: bool) -> SourceFailure:
        if self._format == "flv" and error.errno == errno.EIO:
            return ended() if self._playing else no_rtmp(secure=self._url.startswith("rtmps:"))
        return translate(error, playing=self._playing, timed_out=timed_out)

    def _demux(self, container: InputContainer, thread: PullThread, watch: session_log.Watch) -> None:
        demuxing = Demuxing(container, thread.sounds)
        thread.describe(demuxing.codec, demuxing.parameter_sets)
        for packet in demuxing.packets():
            if thread.stop.is_set():
                return
            self._progress_seconds = time.monotonic()
            if watch.take_missed():  # of the end of this picture, or of the beginning of the next
                thread.lose()
            elif packet.size:
                self._playing = True
                thread.hand_over(bytes(packet), pts_90k(packet))


def _rtmp_options(address: Address) -> dict[str, str]:
    """`rtmp_tcurl`: the server is to hear the name, though its address is connected to."""
    return {
        **_RTMP,
        "protocol_whitelist": _RTMP_PROTOCOLS[address.scheme],
        "rtmp_tcurl": address.rtmp_application_url(),
        **(_tls_options(address) if address.scheme == "rtmps" else {}),
    }


def _tls_options(address: Address) -> dict[str, str]:
    """The certificate must be for the name that was registered, though its address is connected to."""
    authorities = ssl.get_default_verify_paths().cafile or ""
    return {"tls_verify": "1", "verifyhost": address.hostname, "ca_file": authorities}
