"""Answers to a question on the segment."""

import asyncio
import re
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.source_tree import ROOT
from lokus_local.camera.discovery import GROUP, answers, discover, question

RECORDED = ROOT.parent / "shared" / "data" / "onvif_recorded" / "Probe.xml"
ID = "urn:uuid:1"


def answer(message_id: str = ID, xaddrs: str = "http://10.9.9.9/onvif/device_service") -> bytes:
    if not RECORDED.is_file():
        pytest.skip("the recorded replies of ONVIF devices are not here")
    text = RECORDED.read_text().replace("RELATES_TO", message_id).replace("SERVICE_URI", xaddrs)
    return text.encode()


def test_an_answer_tells_who_the_device_is_and_where_it_answered_from() -> None:
    (found,) = answers(answer(), ID, "192.0.2.10")
    assert found.urls == ("http://192.0.2.10/onvif/device_service",)
    assert found.endpoint == "uuid:c9790c3a-701b-464d-a189-0060351c8ada"
    assert found.scopes == {"hardware": "HD_PREDATOR", "name": "PREDATOR"}


def test_several_addresses_of_one_device_become_one() -> None:
    xaddrs = "http://10.9.9.9/a http://169.254.1.1/a https://[fe80::1]:443/a not-a-url http://x:99999/"
    (found,) = answers(answer(xaddrs=xaddrs), ID, "192.0.2.10")
    assert found.urls == ("http://192.0.2.10/a", "https://192.0.2.10:443/a")


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"<",
        b"\xff\xfe<",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<?xml version="1.0" encoding="none-such"?><a/>',
        question(ID),
    ],
)
def test_what_is_no_answer_is_passed_over(packet: bytes) -> None:
    assert answers(packet, ID, "192.0.2.10") == []


def test_an_answer_to_somebody_else_is_passed_over() -> None:
    assert answers(answer("urn:uuid:2"), ID, "192.0.2.10") == []


@given(st.binary(max_size=300))
def test_no_packet_harms(packet: bytes) -> None:
    assert answers(packet, ID, "192.0.2.10") == []


class Device(asyncio.DatagramProtocol):
    """Answers from a port of its own, after some noise, and twice."""

    def __init__(self, speaker: socket.socket) -> None:
        self.speaker = speaker

    def datagram_received(self, packet: bytes, addr: tuple[str, int]) -> None:
        asked = re.search(rb"MessageID>([^<]+)<", packet)
        assert asked is not None
        for reply in (b"noise", answer(asked[1].decode()), answer(asked[1].decode())):
            self.speaker.sendto(reply, addr)


async def test_a_device_on_the_segment_is_found_though_it_answers_from_another_port() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        speaker.bind(("127.0.0.1", 0))
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("", GROUP[1]))
        membership = socket.inet_aton(GROUP[0]) + socket.inet_aton("127.0.0.1")
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: Device(speaker), sock=listener)
        found = await discover(["127.0.0.1"], seconds=0.3)
        transport.close()
        await asyncio.sleep(0)
    assert [each.urls for each in found] == [("http://127.0.0.1/onvif/device_service",)]


async def test_an_interface_that_this_machine_has_not_is_an_error() -> None:
    with pytest.raises(OSError, match=r"\w"):
        await discover(["192.0.2.1"], seconds=0.3)
