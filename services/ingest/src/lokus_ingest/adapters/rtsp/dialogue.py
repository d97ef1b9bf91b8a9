"""How a session is begun and ended: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN (RFC 2326, section 10).

Video is set up first, within the connection; audio after it if somebody wants it, and if a camera refuses
that, the video goes on without. A redirect to another path is followed here; one to another place is for
others to decide.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from lokus_ingest.adapters.rtsp.exchange import Exchange
from lokus_ingest.adapters.rtsp.failures import declines_tcp, refused
from lokus_ingest.domain.address import Address
from lokus_ingest.domain.failure import BrokenBySound, SourceFailure
from lokus_ingest.domain.redirect import MOST_REDIRECTS, Redirected, elsewhere, same_place
from lokus_ingest.domain.rtp.incoming import MediaTrack, TrackKind
from lokus_ingest.domain.rtsp.control import base_of, resolved
from lokus_ingest.domain.rtsp.message import Reply
from lokus_ingest.domain.rtsp.offer import Offered, audio_of, video_of
from lokus_ingest.domain.rtsp.sdp import read_description
from lokus_ingest.domain.rtsp.session_header import (
    DEFAULT_TIMEOUT_SECONDS,
    SessionHeader,
    TransportHeader,
    read_methods,
)
from lokus_ingest.domain.rtsp.sound_offer import sound_format
from lokus_proto.v1.stream_state import ReasonKind

TEARDOWN_SECONDS: Final = 1.0
SILENT_SECONDS: Final = 2.0
_GOOD: Final = range(200, 300)
_OPTION_NOT_SUPPORTED: Final = 551
_REDIRECTS: Final = frozenset({301, 302, 303, 305, 307, 308})


@dataclass(frozen=True, slots=True)
class Offer:
    """What a camera offers: `base` is what controls are relative to, `url` that of the whole session."""

    base: str
    url: str
    video: Offered
    audio: Offered | None
    methods: frozenset[str]


class Dialogue:
    """One session's. `required`: a feature that is asked for, and done without if the camera knows it not."""

    def __init__(self, exchange: Exchange, address: Address, required: str | None = None) -> None:
        self._required = required
        self._exchange = exchange
        self._address = address
        self._url = address.request_url()
        self._control = self._url
        self.timeout_seconds = DEFAULT_TIMEOUT_SECONDS

    async def describe(self) -> Offer:
        """Ask what there is; SourceFailure if it is nothing for us."""
        options = await self._ask_and_follow("OPTIONS")
        described = await self._ask_and_follow("DESCRIBE", {"Accept": "application/sdp"})
        if described.status not in _GOOD:
            raise refused(described.status)
        description = read_description(described.body)
        headers = described.headers
        base = base_of(self._url, headers.first("content-base"), headers.first("content-location"))
        self._control = resolved(base, description.control)
        return Offer(
            base=base,
            url=self._control,
            video=video_of(description),
            audio=audio_of(description),
            methods=read_methods(options.headers.first("public")),
        )

    async def set_up(self, offer: Offer, *, sound: bool) -> tuple[MediaTrack, ...]:
        """Agree on what is to be sent; `sound`: audio too, if the camera gives it."""
        video = await self._set_up(offer, offer.video, TrackKind.VIDEO, 0)
        if offer.audio is None or not sound:
            return (video,)
        try:
            audio = await self._set_up(offer, offer.audio, TrackKind.AUDIO, 2)
        except SourceFailure as failure:
            if self._exchange.connection.over or failure.reason is ReasonKind.TIMED_OUT:
                raise BrokenBySound(failure) from None
            return (video,)
        # Some say the same channels for all; the video's are its own.
        return video, audio if audio.channel != video.channel else replace(audio, channel=2)

    async def play(self, stretch: str = "npt=0.000-", headers: Mapping[str, str] | None = None) -> None:
        """Have it sent; `stretch` as a Range header has it."""
        reply = await self._ask("PLAY", self._control, {"Range": stretch, **(headers or {})})
        if reply.status not in _GOOD:
            raise refused(reply.status)

    async def leave(self) -> None:
        """Give the session back; a camera that fell silent is told, and not waited for."""
        exchange, url = self._exchange, self._control
        if exchange.session is None or exchange.connection.over:
            return
        if exchange.connection.silent_seconds >= SILENT_SECONDS:
            exchange.connection.send("TEARDOWN", url, exchange.headers("TEARDOWN", url))
            return
        try:
            async with asyncio.timeout(TEARDOWN_SECONDS):
                await exchange.ask("TEARDOWN", url)
        except (TimeoutError, SourceFailure):
            return

    async def _ask(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        if self._required is None or method == "OPTIONS":
            return await self._exchange.ask(method, url, headers)
        reply = await self._exchange.ask(method, url, {"Require": self._required, **(headers or {})})
        if reply.status != _OPTION_NOT_SUPPORTED:
            return reply
        self._required = None
        return await self._exchange.ask(method, url, headers)

    async def _ask_and_follow(self, method: str, headers: dict[str, str] | None = None) -> Reply:
        location = self._url
        for _ in range(MOST_REDIRECTS + 1):
            reply = await self._ask(method, self._url, headers)
            if reply.status not in _REDIRECTS:
                return reply
            location = reply.headers.first("location") or ""
            if not same_place(self._url, location):
                raise elsewhere(self._address, location)
            self._url = resolved(base_of(self._url, location, None), None)
        raise Redirected(location)

    async def _set_up(self, offer: Offer, offered: Offered, kind: TrackKind, channel: int) -> MediaTrack:
        medium, encoding = offered
        wanted = f"RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}"
        url = resolved(offer.base, medium.control)
        reply = await self._ask("SETUP", url, {"Transport": wanted})
        if reply.status not in _GOOD:
            raise refused(reply.status)
        self._enter(SessionHeader.read(reply.headers.first("session") or ""))
        settled = TransportHeader.read(reply.headers.first("transport") or wanted)
        if not settled.within_connection:
            raise declines_tcp()
        agreed = channel if settled.channel is None else settled.channel
        return MediaTrack(
            kind,
            encoding.codec,
            encoding.payload_type,
            encoding.clock_hz,
            agreed,
            encoding.fmtp,
            sound_format(encoding) if kind is TrackKind.AUDIO else None,
        )

    def _enter(self, session: SessionHeader | None) -> None:
        if session is not None and self._exchange.session is None:
            self._exchange.session = session.id
            self.timeout_seconds = session.timeout_seconds
