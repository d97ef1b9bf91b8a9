"""The virtual camera by the byte: framing, RTCP, session ends, many and slow readers."""

import asyncio
import socket
import struct
from fractions import Fraction

import pytest

from integration.virtual_camera.readers import HandReader
from lokus_kit.clock import SystemClock
from lokus_local.virtual_camera.clip import FormatWishes
from lokus_local.virtual_camera.server import CameraSettings, serving

SMALL = FormatWishes(size=(320, 180), gop_seconds=0.5)
UDP_PORTS = "RTP/AVP;unicast;client_port={0}-{1}"
RECEIVER_REPORT = b"$\x01\x00\x08" + struct.pack("!BBHI", 0x80, 201, 1, 7)


async def test_a_silent_reader_is_dropped_over_tcp() -> None:
    settings = CameraSettings(wishes=SMALL, session_timeout_seconds=1)
    async with serving(settings, SystemClock()) as server:
        reader = await HandReader.connect(server.url())
        await reader.play()
        async with asyncio.timeout(5):
            await reader.until_closed()
        assert len(server.sessions) == 0


@pytest.mark.parametrize("sign", ["OPTIONS", "GET_PARAMETER", "receiver report"])
async def test_a_sign_of_life_keeps_a_reader(sign: str) -> None:
    settings = CameraSettings(wishes=SMALL, session_timeout_seconds=1)
    async with serving(settings, SystemClock()) as server:
        reader = await HandReader.connect(server.url())
        await reader.play()
        for _ in range(5):
            await asyncio.sleep(0.4)
            if sign == "receiver report":
                reader.send(RECEIVER_REPORT)
            else:
                assert (await reader.ask(sign))[0] == 200
        assert len(server.sessions) == 1
        reader.close()


async def test_a_session_over_udp_outlives_its_connection_until_its_time_is_up() -> None:
    settings = CameraSettings(wishes=SMALL, session_timeout_seconds=1)
    async with serving(settings, SystemClock()) as server:
        reader = await HandReader.connect(server.url())
        await reader.play(UDP_PORTS.format(40_000, 40_001))
        reader.close()
        await asyncio.sleep(0.3)
        assert len(server.sessions) == 1
        for _ in range(50):
            await asyncio.sleep(0.1)
            if not len(server.sessions):
                break
        assert len(server.sessions) == 0


async def test_over_udp_an_rtcp_report_keeps_the_session() -> None:
    settings = CameraSettings(hosts=("127.0.0.1",), wishes=SMALL, session_timeout_seconds=1)
    async with serving(settings, SystemClock()) as server:
        reader = await HandReader.connect(server.url())
        transport = await reader.play(UDP_PORTS.format(40_002, 40_003))
        rtcp_port = int(transport.split("server_port=")[1].split(";")[0].split("-")[1])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
            for _ in range(5):
                await asyncio.sleep(0.4)
                endpoint.sendto(RECEIVER_REPORT[4:], ("127.0.0.1", rtcp_port))
        assert len(server.sessions) == 1
        reader.close()


async def test_frames_of_the_reader_and_pipelined_requests_do_not_desync() -> None:
    async with serving(CameraSettings(wishes=SMALL), SystemClock()) as server:
        reader = await HandReader.connect(server.url())
        await reader.play()
        reader.send(RECEIVER_REPORT)
        request = f"OPTIONS {server.url()} RTSP/1.0\r\nCSeq: 90\r\nContent-Length: 3\r\n\r\n$$$"
        reader.send((request + request).encode() + RECEIVER_REPORT)
        answers = 0
        while answers < 2:
            kind, _ = await reader.receive()
            answers += kind == -200
        assert (await reader.ask("TEARDOWN"))[0] == 200
        reader.close()


async def test_packets_follow_rtp_info_and_a_sender_report_opens() -> None:
    async with serving(CameraSettings(wishes=SMALL), SystemClock()) as server:
        reader = await HandReader.connect(server.url())
        await reader.ask("SETUP", "/track1", Transport="RTP/AVP/TCP;interleaved=6-7")
        status, head = await reader.ask("SETUP", "/track1", Transport="RTP/AVP/TCP;interleaved=8-9")
        reader.session = head.split("Session: ")[1].partition(";")[0]
        status, head = await reader.ask("PLAY")
        assert status == 200
        promised = dict(
            part.split("=", 1) for part in head.split("RTP-Info: ")[1].split("\r\n")[0].split(";")
        )
        first, second = await reader.receive(), await reader.receive()
        reader.close()

    assert (first[0], first[1][1]) == (9, 200)
    assert second[0] == 8
    sequence, timestamp = struct.unpack("!HI", second[1][2:8])
    assert (sequence, timestamp) == (int(promised["seq"]), int(promised["rtptime"]))


async def test_a_garbled_reader_is_told_and_dropped() -> None:
    async with serving(CameraSettings(wishes=SMALL), SystemClock()) as server:
        reader = await HandReader.connect(server.url())
        reader.send(b"GET / HTTP/1.1\r\nHost: camera\r\n\r\n")
        assert (await reader.receive())[0] == -400
        reader.send(b"X" * 10_000)
        assert (await reader.receive())[0] == -413
        await reader.until_closed()


async def test_an_idle_connection_without_a_session_is_closed() -> None:
    settings = CameraSettings(wishes=SMALL, session_timeout_seconds=1)
    async with serving(settings, SystemClock()) as server:
        reader = await HandReader.connect(server.url())
        async with asyncio.timeout(5):
            await reader.until_closed()


async def test_readers_that_vanish_harm_nobody() -> None:
    async with serving(CameraSettings(wishes=SMALL), SystemClock()) as server:
        host, port = server.host, server.port
        for step in range(20):
            vanishing = socket.create_connection((host, port))
            vanishing.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if step % 2:
                vanishing.send(f"DESCRIBE {server.url()} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
            vanishing.close()  # a reset, not an end
        reader = await HandReader.connect(server.url())
        assert (await reader.ask("OPTIONS"))[0] == 200
        reader.close()


async def test_fifty_readers_all_get_pictures() -> None:
    async with serving(CameraSettings(count=10, wishes=SMALL), SystemClock()) as server:
        readers = [await HandReader.connect(server.url(number % 10)) for number in range(50)]
        for reader in readers:
            await reader.play()
        assert len(server.sessions) == 50
        for reader in readers:
            channels = {(await reader.receive())[0] for _ in range(4)}
            assert channels <= {0, 1}
            reader.close()


async def test_a_reader_that_does_not_read_costs_bounded_memory_and_harms_nobody() -> None:
    wishes = FormatWishes(
        size=(1280, 720), frames_per_second=Fraction(60), gop_seconds=0.01, bitrate=100_000_000
    )
    async with serving(CameraSettings(wishes=wishes), SystemClock()) as server:
        slow, quick = await HandReader.connect(server.url()), await HandReader.connect(server.url())
        await slow.play()
        await quick.play()
        [session, _] = server.sessions.all()
        async with asyncio.timeout(30):
            while session.playback.dropped_units < 3:
                await quick.receive()
        for reader in (slow, quick):
            reader.close()


async def test_at_the_end_readers_are_told_goodbye() -> None:
    async with serving(CameraSettings(wishes=SMALL), SystemClock()) as server:
        reader = await HandReader.connect(server.url())
        await reader.play()
        await reader.receive()
    kinds = []
    try:
        while True:
            channel, packet = await reader.receive()
            kinds.append(packet[-7] if channel == 1 else 0)
    except asyncio.IncompleteReadError:
        reader.close()

    assert kinds[-1] == 203
