"""Whether this worker has heard all that the registry has said: the bus is asked for the newest it keeps.

A hold is told with its camera's source. While one may be on its way, or the bus is away, nobody can say that
a recording is not held, and so none may go.
"""

from lokus_kit.bus import Bus
from lokus_kit.errors import Unavailable
from lokus_proto import jetstream, subjects


class SourcesHeard:
    """`took` is told of each source that was heard, in their order."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._last_seq = 0

    def took(self, seq: int) -> None:
        """The source at this place of the JetStream stream was heard."""
        self._last_seq = seq

    async def all(self) -> bool:
        """Whether none is kept behind the last one that was heard; False while nobody can tell."""
        try:
            newest = await self._bus.newest(jetstream.STATE, subjects.all_camera_sources())
        except Unavailable:
            return False
        return newest is not None and newest.seq == self._last_seq
