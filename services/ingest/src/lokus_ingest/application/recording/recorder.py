"""Records one stream: what the live stream hands over goes, in pieces, to the spool.

`take` runs as pictures come and never waits. What the disk cannot take in time is dropped up to the next
key frame and counted; the segment ends there, so that its gap shows in the timeline. In the mode `event`
the newest pieces are kept back, as long as the pre-roll and no more than the queue may hold, until one comes.
"""

import asyncio
import logging
from collections import deque
from datetime import datetime, timedelta
from typing import Final

from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.recording.ports import Spool
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.cutting import Cutter
from lokus_ingest.domain.recording.ending import DISK, NO_EVENT, OFF, STOPPED, Ending, lost
from lokus_ingest.domain.recording.pieces import Piece, Pieces
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.sound import Sound
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto.media import AccessUnit
from lokus_proto.v1.recording import RecordingMode
from lokus_proto.v1.stream_state import ReasonKind, RecordingState

log = logging.getLogger(__name__)

QUEUE_BYTES: Final = 16 * 1024 * 1024


class Recorder:
    """`take` and `ended` are called by the live stream, as a picture comes; `run` is a task of the stream."""

    def __init__(
        self,
        key: StreamKey,
        policies: Policies,
        spool: Spool,
        clock: Clock,
        tally: Tally,
        *,
        segment_seconds: int,
        queue_bytes: int = QUEUE_BYTES,
    ) -> None:
        self._key = key
        self._policies = policies
        self._spool = spool
        self._clock = clock
        self._tally = tally
        self._queue_bytes = queue_bytes
        self._pieces = Pieces(key, lambda: policies.of(key).purpose)
        self._cutter = Cutter(segment_seconds)
        self._kept_back: deque[Piece] = deque()
        self._queue: deque[Piece | Ending] = deque()
        self._queued_bytes = 0
        self._broken = self._refused = False
        self._filled = asyncio.Event()
        self._until = clock.now()
        self._going_on: set[str] = set()

    @property
    def state(self) -> RecordingState:
        """Whether it records; what the disk refused last stands until it takes something again."""
        if self._policies.of(self._key).mode is RecordingMode.OFF:
            return RecordingState.OFF
        if self._refused or self._broken:
            return RecordingState.REFUSED
        return RecordingState.RECORDING if self._cutter.is_open else RecordingState.WAITING

    def take(self, unit: AccessUnit, size: Resolution | None) -> None:
        """A picture came."""
        if self._policies.of(self._key).mode is RecordingMode.OFF:
            self._switched_off()
        elif (piece := self._pieces.take(unit, size)) is not None:
            self._place(piece)

    def hear(self, sound: Sound) -> None:
        """Sound came; what the owner of the camera did not ask for is forgotten at once."""
        policy = self._policies.of(self._key)
        if policy.sound and policy.mode is not RecordingMode.OFF:
            heard = self._pieces.hear(sound)
            self._tally.sounds += heard
            self._tally.sounds_dropped += not heard

    def ended(self, reason: ReasonKind) -> None:
        """The run is over."""
        self._end(lost(reason))

    def event_begins(self, event: str) -> None:
        """Something was seen: what was kept back is recorded, and what comes until the event is over."""
        self._going_on.add(event)
        self._release()

    def event_ends(self, event: str) -> None:
        """It is over: what comes is recorded for the post-roll."""
        if event in self._going_on:
            self._going_on.discard(event)
            post_roll = timedelta(seconds=self._policies.of(self._key).post_roll_seconds)
            self._until = max(self._until, self._clock.now() + post_roll)

    async def run(self) -> None:
        """Write what is queued; when cancelled, write what is left and close."""
        try:
            while True:
                await self._filled.wait()
                self._filled.clear()
                await self._write_all()
        finally:
            self._end(STOPPED)
            await self._write_all()

    def _end(self, ending: Ending) -> None:
        """Nothing comes that goes on from what came."""
        piece = self._pieces.end()
        if piece is not None and (self._wants(piece) or self._cutter.is_open):
            self._offer(piece)
        self._kept_back.clear()
        self._close(ending)

    def _wants(self, piece: Piece) -> bool:
        """Whether all of it is recorded: a piece that begins in the post-roll is, to its end."""
        policy = self._policies.of(self._key)
        waited_for = bool(self._going_on) or piece.units[0].captured_at < self._until
        return policy.mode is RecordingMode.CONTINUOUS or waited_for

    def _place(self, piece: Piece) -> None:
        if self._wants(piece):
            self._release()
            self._offer(piece)
            return
        self._close(NO_EVENT)
        self._keep_back(piece)

    def _keep_back(self, piece: Piece) -> None:
        """Hold on to whole GOPs: all that the pre-roll needs, and no more bytes than the queue may have."""
        self._kept_back.append(piece)
        pre_roll = timedelta(seconds=self._policies.of(self._key).pre_roll_seconds)
        oldest_needed = piece.units[-1].captured_at - pre_roll
        while self._kept_back and (
            self._kept_back[0].head is None
            or self._second_gop_is_before(oldest_needed)
            or sum(each.size_bytes for each in self._kept_back) > self._queue_bytes
        ):
            self._kept_back.popleft()

    def _second_gop_is_before(self, moment: datetime) -> bool:
        starts = [each.head.start for each in self._kept_back if each.head is not None]
        return len(starts) > 1 and starts[1] <= moment

    def _release(self) -> None:
        while self._kept_back:
            self._offer(self._kept_back.popleft())

    def _offer(self, piece: Piece) -> None:
        if self._queued_bytes + piece.size_bytes > self._queue_bytes:
            self._break()
        elif piece.head is not None:
            self._broken = False
        if self._broken:
            self._tally.unrecorded += len(piece.units)
            return
        self._queue.append(piece)
        self._queued_bytes += piece.size_bytes
        self._filled.set()

    def _break(self) -> None:
        if not self._broken:
            log.warning("%s: the disk does not keep up, pictures are not recorded", self._key)
            self._broken = True
            self._close(DISK)

    def _switched_off(self) -> None:
        if self._cutter.is_open or self._kept_back or self._queue:
            self._end(OFF)

    def _close(self, ending: Ending) -> None:
        if isinstance(self._queue[-1], Piece) if self._queue else self._cutter.is_open:
            self._queue.append(ending)
            self._filled.set()

    async def _write_all(self) -> None:
        while self._queue:
            piece = self._queue.popleft()
            try:
                await self._write(piece)
            except Unavailable as error:
                self._fail(piece, error)
            finally:
                self._queued_bytes -= piece.size_bytes if isinstance(piece, Piece) else 0

    async def _write(self, piece: Piece | Ending) -> None:
        if isinstance(piece, Ending):
            self._cutter.end()
            await self._spool.end(self._key, piece)
        elif (begins := self._cutter.begins(piece)) or self._cutter.is_open:
            await self._spool.add(self._key, piece, begins=begins)
            self._refused = False
            self._tally.recorded += len(piece.units)
            self._tally.recorded_bytes += piece.size_bytes
        else:
            self._tally.unrecorded += len(piece.units)

    def _fail(self, piece: Piece | Ending, error: Unavailable) -> None:
        """The disk refused: the segment is over, and the next begins at a key frame."""
        if not self._refused:
            log.warning("%s: not recorded: %s", self._key, error, extra=self._key.log_fields())
        self._refused = True
        self._cutter.end()
        self._tally.unrecorded += len(piece.units) if isinstance(piece, Piece) else 0
