"""The track that aiortc sends from: access units as packets, paced while a GOP is caught up with.

aiortc asks for the next packet as soon as it has sent one and never yields between them: without a
pause a whole GOP would leave in one go, hold up every other viewer and overflow the sockets and
switches on its way.
"""

import asyncio
from fractions import Fraction
from typing import Any, Final

from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av.packet import Packet

from lokus_access_gateway.application.outlet import Outlet, OutletClosedError

_TIME_BASE: Final = Fraction(1, 90_000)
_PACE_BYTES_PER_SECOND: Final = 12_500_000
"""The most that one viewer is sent, 100 Mbit/s: a 2.5 MB GOP takes 0.2 s."""


class OutletTrack(MediaStreamTrack):
    """Video of one outlet."""

    kind = "video"

    def __init__(self, outlet: Outlet) -> None:
        super().__init__()
        self._outlet = outlet
        self._free_at = 0.0

    async def recv(self) -> "Packet[Any]":
        """The next access unit; MediaStreamError once the outlet is closed."""
        try:
            await self._pace()
            unit = await self._outlet.take()
        except OutletClosedError as error:
            raise MediaStreamError from error
        now = asyncio.get_running_loop().time()
        self._free_at = max(now, self._free_at) + len(unit.payload) / _PACE_BYTES_PER_SECOND
        packet: Packet[Any] = Packet(unit.payload)
        packet.pts, packet.time_base = unit.time_90k, _TIME_BASE
        return packet

    async def _pace(self) -> None:
        ahead_seconds = self._free_at - asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, ahead_seconds))
