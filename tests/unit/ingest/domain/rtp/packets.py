"""The sending side, for tests: NAL units into RTP payloads, packets and interleaved frames."""

import struct
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.incoming import Incoming, MediaTrack, TrackKind

START = b"\x00\x00\x00\x01"
SSRC = 0x1234_5678
VIDEO = MediaTrack(TrackKind.VIDEO, "h264", 96, 90_000, 0)
AUDIO = MediaTrack(TrackKind.AUDIO, "pcma", 8, 8000, 2)
IDR, SLICE = b"\x65\x88\x84\x21", b"\x41\x9a\x02\x04"
LATER_SLICE = b"\x41\x1a\x02\x04"
SPS, PPS, AUD, SEI = b"\x67\x42\x00\x1f", b"\x68\xce\x38\x80", b"\x09\x10", b"\x06\x05\x01\x00\x80"


def annex_b(*nals: bytes) -> bytes:
    return b"".join(START + nal for nal in nals)


def rtp(
    payload: bytes, sequence: int, timestamp: int, *, marker: bool = False, kind: int = 96, ssrc: int = SSRC
) -> bytes:
    flags = 0x80 << 8 | marker << 7 | kind
    return struct.pack("!HHII", flags, sequence % 65536, timestamp % 2**32, ssrc) + payload


def frame(packet: bytes, channel: int = 0) -> bytes:
    return b"$" + struct.pack("!BH", channel, len(packet)) + packet


class Sender:
    """One camera's video: numbers packets and puts them into frames."""

    def __init__(self, sequence: int = 0, *, ssrc: int = SSRC, channel: int = 0, kind: int = 96) -> None:
        self.sequence = sequence
        self.ssrc = ssrc
        self.channel = channel
        self.kind = kind

    def send(self, payloads: Sequence[bytes], timestamp: int, *, marker: bool = True) -> list[bytes]:
        """The frames of one picture; the last has the marker."""
        frames = []
        for number, payload in enumerate(payloads, 1):
            last = marker and number == len(payloads)
            packet = rtp(payload, self.sequence, timestamp, marker=last, kind=self.kind, ssrc=self.ssrc)
            frames.append(frame(packet, self.channel))
            self.sequence += 1
        return frames


class Rig:
    """An `Incoming` with what came out of it."""

    def __init__(self, *tracks: MediaTrack) -> None:
        self.messages: list[bytes] = []
        self.pictures: list[Picture] = []
        self.incoming = Incoming(self.messages.append)
        self.incoming.expect(tracks or (VIDEO,), self.pictures.append)

    def feed(self, *frames: bytes, now_seconds: float = 0.0) -> None:
        self.incoming.feed(memoryview(b"".join(frames)), now_seconds)

    def feed_cut(self, stream: bytes, cuts: Iterable[int]) -> None:
        """Feed a stream cut at these places."""
        places = [0, *sorted(cut for cut in cuts if 0 < cut < len(stream)), len(stream)]
        for start, stop in pairwise(places):
            self.incoming.feed(memoryview(stream)[start:stop], 0.0)


def fu_a(nal: bytes, size: int) -> list[bytes]:
    """RFC 6184, 5.8."""
    indicator = bytes((nal[0] & 0xE0 | 28,))
    return _fragments(nal[1:], nal[0] & 0x1F, size, lambda header, body, _: indicator + header + body)


def fu_b(nal: bytes, size: int) -> list[bytes]:
    """RFC 6184, 5.8: the first fragment is an FU-B, the others FU-A."""

    def fragment(header: bytes, body: bytes, first: bool) -> bytes:  # noqa: FBT001 (called by position)
        kind, order = (29, b"\x00\x07") if first else (28, b"")
        return bytes((nal[0] & 0xE0 | kind,)) + header + order + body

    return _fragments(nal[1:], nal[0] & 0x1F, size, fragment)


def stap_a(nals: Sequence[bytes]) -> bytes:
    """RFC 6184, 5.7.1."""
    return bytes((24 | 0x60,)) + b"".join(struct.pack("!H", len(nal)) + nal for nal in nals)


def stap_b(nals: Sequence[bytes]) -> bytes:
    """RFC 6184, 5.7.1."""
    return bytes((25 | 0x60,)) + b"\x00\x07" + b"".join(struct.pack("!H", len(nal)) + nal for nal in nals)


def fu_h265(nal: bytes, size: int, order: bytes = b"") -> list[bytes]:
    """RFC 7798, 4.4.3; `order` is a decoding order number, in the first fragment alone."""
    header = bytes((nal[0] & 0x81 | 49 << 1, nal[1]))
    return _fragments(
        nal[2:],
        nal[0] >> 1 & 0x3F,
        size,
        lambda fu, body, first: header + fu + (order if first else b"") + body,
    )


def ap_h265(nals: Sequence[bytes], order: bytes = b"", difference: bytes = b"") -> bytes:
    """RFC 7798, 4.4.2."""
    units = difference.join(struct.pack("!H", len(nal)) + nal for nal in nals)
    return bytes((48 << 1, 1)) + order + units


def single_h265(nal: bytes, order: bytes = b"") -> bytes:
    """RFC 7798, 4.4.1."""
    return nal[:2] + order + nal[2:]


def _fragments(
    body: bytes, kind: int, size: int, fragment: Callable[[bytes, bytes, bool], bytes]
) -> list[bytes]:
    places = range(0, len(body), size)
    return [
        fragment(
            bytes(((at == 0) << 7 | (at + size >= len(body)) << 6 | kind,)), body[at : at + size], at == 0
        )
        for at in places
    ]
