from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtp.rtsp_text import MAX_BODY_BYTES, MAX_HEAD_BYTES
from lokus_ingest.domain.rtp.splitter import DOLLAR, Splitter
from unit.ingest.domain.rtp.packets import frame, rtp

WAITS_AT_MOST_BYTES = MAX_HEAD_BYTES + MAX_BODY_BYTES
BEGINNINGS = [
    b"$",
    b"$\x00",
    b"RTSP/1.0 200 OK\r\n",
    b"Content-Length: 7\r\n",
    b"\r\n\r\n",
    b"OPTIONS ",
    b"\x00",
]


class Taken:
    """What a splitter told, in order."""

    def __init__(self) -> None:
        self.told: list[tuple[str, bytes]] = []
        self.splitter = Splitter(lambda message: self.told.append(("message", message)), self._odd)
        self.splitter.on_channel[DOLLAR << 8] = self._packet
        self.splitter.expect(frozenset({96}))

    def _packet(self, stream: bytes, start: int, stop: int, header: int, stamp: int, _: float) -> None:
        self.told.append(
            ("packet", header.to_bytes(4, "big") + stamp.to_bytes(8, "big") + stream[start:stop])
        )

    def _odd(self, channel: int, stream: bytes, start: int, stop: int, _: float) -> None:
        fits = channel == 0 and stop - start > 12
        self.told.append(("packet" if fits else f"odd {channel}", stream[start:stop]))

    def feed(self, stream: bytes, size: Callable[[], int]) -> "Taken":
        at = 0
        while at < len(stream):
            stop = at + size()
            self.splitter.feed(memoryview(stream)[at:stop], 0.0)
            at = stop
        return self


pieces = st.one_of(
    st.sampled_from(BEGINNINGS),
    st.binary(max_size=30),
    st.binary(min_size=1, max_size=40).map(lambda payload: frame(rtp(payload, 1, 2))),
    st.binary(max_size=20).map(lambda packet: frame(packet, 9)),
)
streams = st.lists(pieces, max_size=20).map(b"".join)


@given(streams, st.data())
def test_however_the_network_cuts_the_bytes_the_same_is_told(stream: bytes, draw: st.DataObject) -> None:
    whole = Taken().feed(stream, lambda: len(stream))
    cut = Taken().feed(stream, lambda: draw.draw(st.integers(1, 40)))
    assert cut.told == whole.told
    assert cut.splitter.garbage_bytes == whole.splitter.garbage_bytes


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), st.binary(max_size=60))
def test_behind_garbage_every_further_frame_is_taken(payloads: list[bytes], garbage: bytes) -> None:
    stream = b"\x00" * 14 + garbage.replace(b"$", b"") + b"\x00" * 14
    frames = [frame(rtp(payload, number, 0)) for number, payload in enumerate(payloads)]
    taken = Taken().feed(stream + b"".join(frames), lambda: 1000)
    assert [kind for kind, _ in taken.told] == ["packet"] * len(payloads)


def test_what_waits_is_bounded() -> None:
    endless = [b"RTSP/1.0 200 OK\r\n" + b"a: b\r\n" * 200_000, b"$\x00\xff\xff" + bytes(1_000_000)]
    endless += [b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % MAX_BODY_BYTES]
    for stream in endless:
        taken = Taken().feed(stream, lambda: 4096)
        assert len(taken.splitter._waiting) <= WAITS_AT_MOST_BYTES
