"""The parameter sets of one stream: kept as they come, put in front of key frames that lack them.

They come from the session description, in band, or both, and they may change: the newest stands.
What an access unit brings of a kind replaces all that was kept of that kind.
"""

from lokus_ingest.domain.nal import PARAMETER_SETS, START_CODE, Head, NalKind, read_head
from lokus_ingest.domain.resolution import Resolution, read_resolution
from lokus_proto.media import Codec


class ParameterSets:
    """Owned by whoever assembles one stream's access units."""

    def __init__(self, codec: Codec, described: bytes) -> None:
        self._needed = PARAMETER_SETS if codec is Codec.H265 else (NalKind.SPS, NalKind.PPS)
        self._codec = codec
        self._kept: dict[NalKind, tuple[bytes, ...]] = {}
        self._resolution: Resolution | None = None
        self.learn(read_head(codec, described))

    @property
    def complete(self) -> bool:
        """Whether a decoder could start with what is kept."""
        return all(kind in self._kept for kind in self._needed)

    @property
    def resolution(self) -> Resolution | None:
        """What the newest sequence parameter set declares; None if it cannot be read."""
        return self._resolution

    @property
    def sequence(self) -> tuple[bytes, ...]:
        """The newest sets that hold for a whole sequence, VPS and SPS: what a decoder is set up with."""
        return (*self._kept.get(NalKind.VPS, ()), *self._kept.get(NalKind.SPS, ()))

    def learn(self, head: Head) -> None:
        """Keep what an access unit brings."""
        for kind in self._needed:
            if (found := head.of(kind)) and found != self._kept.get(kind):
                self._kept[kind] = found
                if kind is NalKind.SPS:
                    self._resolution = self._read(found[-1])

    def in_front_of(self, payload: bytes, head: Head) -> bytes:
        """A key frame with all its parameter sets, behind its delimiter if it has one (7.4.1.2.3)."""
        if all(head.of(kind) for kind in self._needed):
            return payload
        sets = b"".join(START_CODE + content for kind in self._needed for content in self._kept[kind])
        place = head.delimiter_end
        return payload[:place] + sets + payload[place:]

    def _read(self, sps: bytes) -> Resolution | None:
        try:
            return read_resolution(self._codec, sps)
        except ValueError:
            return None
