"""Takes a stream over: finds an epoch and a last run that put us behind whoever had it before.

The epoch is the place that the board of workers has reached. If an earlier owner has a higher one, we
have seen less of the board than it has: then we wait for more, for the camera may not be ours at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto.v1.stream_state import Phase, StreamState

HANDED_OVER_SECONDS: Final = 10.0
"""So long after we took a stream over, the worker that had it may still have it."""
_LOOK_SECONDS: Final = 0.25
_LOOKS: Final = 16


@dataclass(frozen=True, slots=True)
class Taken:
    """With which epoch a stream is pulled from now on, and behind which run.

    `earlier`: the worker that had it and delivers, or did when it was last heard.
    """

    epoch: int = 0
    last_run: int = 0
    earlier: str | None = None


class KeptStates(Protocol):
    """Whatever keeps the newest state of each stream."""

    async def newest(self, key: StreamKey) -> StreamState | None:
        """The state that is kept, whoever told it; Unavailable if nobody can say."""
        ...


class Takeover:
    """Called at the beginning of each stream's work."""

    def __init__(
        self,
        worker: str,
        sequence: Callable[[], int],
        sees: Callable[[str], bool],
        kept: KeptStates,
        clock: Clock,
    ) -> None:
        self.worker = worker
        self._sequence = sequence
        self._sees = sees
        self._kept = kept
        self._clock = clock

    async def take(self, key: StreamKey) -> Taken:
        """Take a stream over."""
        before = await self._before(key)
        if before is None:
            return Taken(self._sequence())
        last_run = before.run or 0
        if before.worker == self.worker:
            return Taken(max(self._sequence(), before.epoch), last_run)
        for _ in range(_LOOKS):
            if self._sequence() > before.epoch:
                break
            await self._clock.sleep(_LOOK_SECONDS)
        earlier = before.worker if before.phase is Phase.DELIVERING else None
        return Taken(max(self._sequence(), before.epoch + 1), last_run, earlier)

    def is_held(self, taken: Taken) -> bool:
        """Whether the worker that had the stream is still there, and may still deliver it."""
        return taken.earlier is not None and self._sees(taken.earlier)

    async def _before(self, key: StreamKey) -> StreamState | None:
        try:
            return await self._kept.newest(key)
        except Unavailable:  # it is pulled all the same; runs are numbered by the clock
            return None
