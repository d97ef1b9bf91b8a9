"""Recorded footage: timelines for who may play back, clips for who may take footage away.

A download is decided anew for each piece, and whenever its camera, its grant or the clock changes; once it
is ended, nothing more is handed on. A grant opens no past: no picture from before it is in a clip, not even
one that others are decoded from.
"""

import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Final

from lokus_access_gateway.application.access import Access, Change, forbidden
from lokus_access_gateway.application.ports import Archive, DownloadMeter
from lokus_access_gateway.domain.decision import Decision, Reason
from lokus_access_gateway.domain.footage import LONGEST_CLIP, LONGEST_TIMELINE, Place, check_range, clip_name
from lokus_identity.caller import LEEWAY_SECONDS, Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, Invalid, LokusError, NotFound, Overloaded, Unavailable
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.footage import ClipReply, ClipRequest, FootageRefusal, TimelineReply
from lokus_proto.v1.grant_change import Action

log = logging.getLogger(__name__)

MOST_DOWNLOADS: Final = 32
MOST_OF_ONE: Final = 4
SLICE_BYTES: Final = 64 * 1024
"""Handed on at a time, so that little is on its way when a download is ended."""
WHOLE: Final = "whole"


def _nobody_waits() -> None:
    """Nobody is to be told."""


class Download:
    """One clip on its way to one caller. `ended`: why it is over, `WHOLE` if nothing of it is left.

    `on_stop` is told when it is ended by anything else.
    """

    def __init__(
        self, caller: Caller, camera: CameraRecord, plan: ClipReply, archive: Archive, meter: DownloadMeter
    ) -> None:
        assert plan.start is not None  # noqa: S101 (a plan that is no refusal has both)
        assert plan.end is not None  # noqa: S101
        self.caller = caller
        self.camera = camera
        self.start, self.end, self.size_bytes = plan.start, plan.end, plan.size_bytes
        self.name = clip_name(camera, plan.start, plan.end)
        self.token_ends_at = caller.expires_at + timedelta(seconds=LEEWAY_SECONDS)
        self.ended: str | None = None
        self.on_stop: Callable[[], None] = _nobody_waits
        self._plan = plan
        self._archive = archive
        self._meter = meter

    def stop(self, why: str) -> None:
        """End it, if it is not over: nothing more is handed on after this line."""
        if self.ended is None:
            self.ended = why
            self.on_stop()

    async def read(self) -> AsyncIterator[bytes]:
        """The bytes of the clip, in small slices; it stops short where the download is ended."""
        try:
            async for piece in self._pieces():
                for place in range(0, len(piece), SLICE_BYTES):
                    if self.ended is not None:
                        return
                    content = piece[place : place + SLICE_BYTES]
                    self._meter.downloaded(len(content))
                    yield content
        except LokusError as error:
            log.warning("a clip breaks off: %s", error, extra={"camera_id": self.camera.id})
            self.stop(error.kind)
        if self.ended is None:
            self.ended = WHOLE

    async def _pieces(self) -> AsyncIterator[bytes]:
        yield self._plan.opening
        for part in self._plan.parts:
            place: Place | None = Place(part.start_byte)
            while place is not None and self.ended is None:
                tenant, camera = self.caller.tenant, self.camera.id
                content, place = await self._archive.piece(tenant, camera, part, place)
                yield content


class Downloads:
    """All downloads of this gateway. Runs on the event loop alone."""

    def __init__(self, access: Access, archive: Archive, meter: DownloadMeter, clock: Clock) -> None:
        self._access = access
        self._archive = archive
        self._meter = meter
        self._clock = clock
        self._open: set[Download] = set()
        access.listen(self._on_change)

    async def timeline(
        self, caller: Caller, camera: str, start: datetime, end: datetime
    ) -> tuple[datetime, TimelineReply]:
        """What is recorded, and from when on that is told: a grant that is younger shows no more."""
        record = self._access.require(caller, camera, Action.PLAYBACK)
        check_range(start, end, LONGEST_TIMELINE)
        since = self._access.decide(caller, record, Action.PLAYBACK).since
        if since is not None and end <= since:
            raise forbidden(Reason.BEFORE_GRANT)
        start = start if since is None else max(start, since)
        told = await self._archive.timeline(caller.tenant, camera, _stream(record), start, end)
        if told.refusal is not None:
            raise _refused(told.refusal, told.detail)
        self._access.require(caller, camera, Action.PLAYBACK)
        return start, told

    async def open(self, caller: Caller, camera: str, start: datetime, end: datetime) -> Download:
        """Let a download begin; any kind of error says why not. Whoever gets one closes it."""
        record = self._access.require(caller, camera, Action.EXPORT)
        check_range(start, end, LONGEST_CLIP)
        self._access.require_past(caller, camera, Action.EXPORT, start)
        self._check_room(caller)
        since = self._access.decide(caller, record, Action.EXPORT).since
        wanted = ClipRequest(camera=camera, stream=_stream(record), start=start, end=end, floor=since)
        plan = await self._archive.clip(caller.tenant, wanted)
        if plan.refusal is not None:
            raise _refused(plan.refusal, plan.detail, plan)
        # The right may have gone, and others may have come, while the clip was put together.
        self._access.require_past(caller, camera, Action.EXPORT, start)
        self._check_room(caller)
        download = Download(caller, record, plan, self._archive, self._meter)
        self._open.add(download)
        self._meter.download_opened()
        fields = {"camera_id": camera, "subject": caller.subject}
        log.info("clip from %s until %s begins", download.start, download.end, extra=fields)
        return download

    def close(self, download: Download) -> None:
        """A download is over, whatever became of it."""
        download.stop("gone")
        self._open.discard(download)
        self._meter.download_ended(download.ended or WHOLE)
        fields = {"camera_id": download.camera.id, "subject": download.caller.subject}
        log.info("clip is over: %s", download.ended, extra=fields)

    def end_all(self, why: str) -> None:
        """End every download."""
        for download in self._open:
            download.stop(why)

    def sweep(self, now: datetime) -> None:
        """End what has outlived its token."""
        for download in self._open:
            if download.token_ends_at <= now:
                download.stop("token-expired")

    async def stop(self) -> None:
        """End every download."""
        self.end_all("stopping")

    def _check_room(self, caller: Caller) -> None:
        own = sum(
            (each.caller.tenant, each.caller.subject) == (caller.tenant, caller.subject)
            for each in self._open
        )
        if own >= MOST_OF_ONE or len(self._open) >= MOST_DOWNLOADS:
            who = "you download" if own >= MOST_OF_ONE else "others download"
            raise Overloaded(
                f"{who} as many clips as there may be at once: wait until one is over"
            ).with_headers(Retry_After="10")

    def _on_change(self, change: Change) -> None:
        for download in self._open:
            if change.tenant == download.caller.tenant and download.camera.id in change.cameras:
                self._decide_anew(download)

    def _decide_anew(self, download: Download) -> None:
        caller, camera = download.caller, download.camera.id
        decision: Decision = self._access.still_allowed(caller, camera, Action.EXPORT)
        if not decision.allowed:
            download.stop(decision.reason)
        elif decision.since is not None and download.start < decision.since:
            download.stop(Reason.BEFORE_GRANT)


def _stream(camera: CameraRecord) -> StreamName:
    """The one that is recorded."""
    return StreamName.MAIN if StreamName.MAIN in camera.streams else StreamName.SUB


def _refused(refusal: FootageRefusal, detail: str | None, plan: ClipReply | None = None) -> LokusError:
    """What ingest could not do, as the caller is told it."""
    what = detail or refusal
    match refusal:
        case FootageRefusal.NOTHING_RECORDED:
            nearest = [] if plan is None else [_told(span.start, span.end) for span in plan.nearest]
            return NotFound(what, reason="nothing-recorded", nearest=nearest)
        case FootageRefusal.GONE:
            return NotFound(what, reason="gone")
        case FootageRefusal.CODEC_CHANGES:
            return Invalid(what, reason="codec-changes")
        case FootageRefusal.UNREADABLE:
            return Conflict(f"the recording cannot be read: {what}", reason="unreadable")
        case FootageRefusal.STORE_AWAY:
            return Unavailable(what, reason="store-away")


def _told(start: datetime, end: datetime) -> dict[str, str]:
    return {"from": start.isoformat(), "until": end.isoformat()}
