"""H.264 in RTP (RFC 6184): single NAL units, STAP-A and -B, FU-A and -B.

Interleaved packetization (MTAP, decoding order numbers that reorder) is left to another reader; the order
numbers of STAP-B and FU-B are passed over, for without interleaving they only count up.
"""

from typing import Final

from lokus_ingest.domain.nal import START_CODE, kind_of
from lokus_ingest.domain.rtp.depacketizer import Depacketizer, Take
from lokus_proto.media import Codec

_TYPE, _REFERENCE = 0x1F, 0xE0
_FU_START = 0x80
_STAP_A, _STAP_B, _MTAP16, _MTAP24, _FU_A, _FU_B = 24, 25, 26, 27, 28, 29
_FU_BYTES, _ORDER_NUMBER_BYTES = 2, 2
_KINDS: Final = tuple(kind_of(Codec.H264, first_byte) for first_byte in range(256))
_BEGINNINGS: Final = tuple(START_CODE + bytes((first_byte,)) for first_byte in range(256))
"""Made once: each NAL unit in fragments begins with one of them."""


class H264Depacketizer(Depacketizer):
    """RFC 6184, section 5."""

    def __init__(self, take: Take) -> None:
        super().__init__(_KINDS, 1, take)

    def take(self, packet: bytes, start: int, stop: int) -> None:
        """Take the payload of the next packet."""
        indicator = packet[start]
        kind = indicator & _TYPE
        if kind == _FU_A and stop - start > _FU_BYTES:  # first, for it is nearly every packet
            header = packet[start + 1]
            if header & _FU_START:
                self._begin_fragments(indicator & _REFERENCE | header & _TYPE, packet[start + 2])
            self._go_on(packet[start + _FU_BYTES : stop], header)
        elif 0 < kind < _STAP_A:
            self._nal(packet[start:stop])
        else:
            self._take_odd(kind, packet[start:stop])

    def _continues(self, packet: bytes, start: int, stop: int) -> bool:
        fragment = stop - start > 1 and packet[start] & _TYPE == _FU_A
        return fragment and not packet[start + 1] & _FU_START

    def _begin_fragments(self, first_byte: int, following: int) -> None:
        self._begin(self._kinds[first_byte], following)
        self._append(_BEGINNINGS[first_byte])
        self._fragment_open = True

    def _take_odd(self, kind: int, payload: bytes) -> None:
        if kind == _STAP_A:
            self._aggregate(payload[1:])
        elif kind == _STAP_B:
            self._aggregate(payload[1 + _ORDER_NUMBER_BYTES :])
        elif kind == _FU_B and payload[1:2] and payload[1] & _FU_START:
            self._take_fragment_b(payload)
        elif kind in {_MTAP16, _MTAP24}:
            self._unreadable("H.264 in interleaved packets (MTAP)")
        elif not self._annex_b(payload):
            self._bad()

    def _take_fragment_b(self, payload: bytes) -> None:
        """FU-B: the first fragment, with an order number behind its two header bytes."""
        as_fu_a = payload[:_FU_BYTES] + payload[_FU_BYTES + _ORDER_NUMBER_BYTES :]
        if len(as_fu_a) > _FU_BYTES:
            self.take(bytes((as_fu_a[0] & _REFERENCE | _FU_A,)) + as_fu_a[1:], 0, len(as_fu_a))
        else:
            self._bad()
