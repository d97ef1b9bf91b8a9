"""Pictures in, access units of a run out.

A run begins at a key frame whose parameter sets are known; what comes before is passed over, and so
is everything between a loss and the next key frame. A jump of the camera's clock begins the next
run, and so does a key frame with another sequence parameter set (a new resolution, say): within a
run a decoder need not be set up anew. A camera that changes to and fro makes no more than one run
in SHORTEST_RUN_90K; until then the sets in front of its key frames have to do. Owned by the task
that pulls the stream.
"""

from datetime import datetime
from typing import Final

from lokus_ingest.domain.nal import PLAIN, read_head
from lokus_ingest.domain.parameter_sets import ParameterSets
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.timeline import CLOCK_90K, ClockJump, Timeline
from lokus_kit.clock import utc_milliseconds
from lokus_proto.media import AccessUnit, Codec

SHORTEST_RUN_90K: Final = 5 * CLOCK_90K


class Assembler:
    """The access units of one pull. `run` is the number of the run that is on, None before the first.

    All are of one `epoch`: that in which their worker took the camera over.
    """

    def __init__(self, codec: Codec, described: bytes, last_run: int, epoch: int = 0) -> None:
        self._codec = codec
        self._sets = ParameterSets(codec, described)
        self._last_run = last_run
        self._epoch = epoch
        self._timeline = Timeline()
        self._seq = 0
        self._whole = False
        self._sequence: tuple[bytes, ...] = ()
        self.run: int | None = None

    @property
    def resolution(self) -> Resolution | None:
        """The shown size, once known."""
        return self._sets.resolution

    @property
    def reordered(self) -> bool:
        """Whether this GOP or the one before has pictures out of order, as B-frames make them."""
        return self._timeline.reordered

    @property
    def _set_up_anew(self) -> bool:
        """Whether decoders of this run would have to be set up anew, and the run is old enough to end."""
        return self._sets.sequence != self._sequence and self._timeline.length_90k >= SHORTEST_RUN_90K

    def take(self, picture: Picture, now: datetime) -> AccessUnit | None:
        """Place a picture; None if it cannot be handed on."""
        head = PLAIN if picture.plain else read_head(self._codec, picture.payload)
        if head.units:
            self._sets.learn(head)
        starts = head.key_frame and self._sets.complete
        if starts and self._set_up_anew:
            self.run = None
        self._whole = starts or (self._whole and not picture.after_loss)
        if not (self._whole and head.has_slice):
            return None
        run = self.run if self.run is not None else self._begin_run(now)
        if starts:
            self._timeline.begin_gop()
        try:
            pts_90k = self._timeline.place(picture.pts_90k)
        except ClockJump:
            self.run, self._whole = None, False
            return self.take(picture, now)
        payload = self._sets.in_front_of(picture.payload, head) if starts else picture.payload
        self._seq += 1
        return AccessUnit(self._codec, pts_90k, starts, run, self._seq - 1, now, payload, self._epoch)

    def locate(self, pts_90k: int) -> int | None:
        """The run time of something that came beside the pictures; None while no run is on."""
        return self._timeline.locate(pts_90k) if self.run is not None else None

    def _begin_run(self, now: datetime) -> int:
        """Number a run by the time it begins, and always higher than the one before."""
        self.run = self._last_run = max(utc_milliseconds(now), self._last_run + 1)
        self._timeline, self._seq = Timeline(), 0
        self._sequence = self._sets.sequence
        return self.run
