"""The track that aiortc sends from."""

import asyncio

import pytest
from aiortc.mediastreams import MediaStreamError

from lokus_access_gateway.adapters.webrtc.track import OutletTrack
from lokus_access_gateway.application.outlet import Outlet
from support.gateway_facts import gop


def track(length: int, size_bytes: int = 100) -> tuple[OutletTrack, Outlet]:
    units = gop(0, length, size_bytes=size_bytes)
    outlet = Outlet(lambda: units, lambda _: None, lambda: None)
    return OutletTrack(outlet), outlet


async def test_packets_hold_the_units_at_their_times() -> None:
    sending, _ = track(2)
    packets = [await sending.recv() for _ in range(2)]
    assert [bytes(packet) for packet in packets] == [unit.payload for unit in gop(0, 2)]
    assert [packet.pts for packet in packets] == [0, 3600]
    assert packets[0].time_base == pytest.approx(1 / 90_000)


async def test_a_closed_outlet_ends_the_track() -> None:
    sending, outlet = track(2)
    outlet.close()
    with pytest.raises(MediaStreamError):
        await sending.recv()


async def test_a_gop_does_not_hold_up_the_loop_and_leaves_at_a_steady_pace() -> None:
    sending, _ = track(6, size_bytes=62_500)
    loop = asyncio.get_running_loop()
    others = 0

    async def other() -> None:
        nonlocal others
        while True:
            others += 1
            await asyncio.sleep(0)

    began = loop.time()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(other(), name="another viewer")
        for _ in range(6):
            await sending.recv()
        running.cancel()
    assert loop.time() - began >= 5 * 62_500 / 12_500_000
    assert others >= 6
