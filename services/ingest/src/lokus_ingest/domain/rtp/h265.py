"""H.265 in RTP (RFC 7798): single NAL units, aggregation packets (AP) and fragmentation units (FU).

With sprop-max-don-diff above 0, each carries decoding order numbers; they are passed over: cameras send in
decoding order.
"""

from typing import Final

from lokus_ingest.domain.nal import START_CODE, kind_of
from lokus_ingest.domain.rtp.depacketizer import Depacketizer, Take
from lokus_proto.media import Codec

_AP, _FU, _PACI = 48, 49, 50
_FU_START, _FU_TYPE = 0x80, 0x3F
_KEPT = 0x81
"""Of the first byte of a fragment's NAL header: all but the type."""
_HEADER_BYTES, _FU_BYTES = 2, 3
_ORDER_NUMBER_BYTES = 2
_KINDS: Final = tuple(kind_of(Codec.H265, first_byte) for first_byte in range(256))


class H265Depacketizer(Depacketizer):
    """RFC 7798, section 4.4; `order_numbers`: whether payloads carry them (section 7.1)."""

    def __init__(self, take: Take, *, order_numbers: bool = False) -> None:
        super().__init__(_KINDS, _HEADER_BYTES, take)
        self._skip = _ORDER_NUMBER_BYTES if order_numbers else 0

    def take(self, packet: bytes, start: int, stop: int) -> None:
        """Take the payload of the next packet."""
        kind = packet[start] >> 1 & _FU_TYPE
        if kind == _FU and stop - start > _FU_BYTES:  # first, for it is nearly every packet
            self._take_fragment(packet, start, stop, packet[start + 2])
        else:
            self._take_whole(kind, packet[start:stop])

    def _take_fragment(self, packet: bytes, start: int, stop: int, header: int) -> None:
        body = start + _FU_BYTES
        if header & _FU_START:
            body += self._skip
            first_byte = packet[start] & _KEPT | (header & _FU_TYPE) << 1
            self._begin(self._kinds[first_byte], packet[body] if body < stop else 0)
            self._append(START_CODE + bytes((first_byte, packet[start + 1])))
            self._fragment_open = True
        if body < stop:
            self._go_on(packet[body:stop], header)
        else:
            self._bad()

    def _continues(self, packet: bytes, start: int, stop: int) -> bool:
        fragment = stop - start > _HEADER_BYTES and packet[start] >> 1 & _FU_TYPE == _FU
        return fragment and not packet[start + 2] & _FU_START

    def _take_whole(self, kind: int, payload: bytes) -> None:
        if kind == _AP:
            self._aggregate(payload[_HEADER_BYTES + self._skip :], between=self._skip // 2)
        elif kind < _AP and len(payload) > _HEADER_BYTES + self._skip:
            self._nal(
                payload[:_HEADER_BYTES] + payload[_HEADER_BYTES + self._skip :] if self._skip else payload
            )
        elif kind == _PACI:
            self._unreadable("H.265 in PACI packets")
        else:
            self._bad()
