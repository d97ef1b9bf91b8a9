"""WS-Discovery: asks all ONVIF devices of a network segment who they are (OASIS WS-Discovery 2005/04).

One question to 239.255.255.250:3702 goes out on each chosen interface, again after a moment, for UDP
may lose it; devices answer to where it came from, from any port. What is no answer to this question
is passed over: anybody on the segment can send anything.
"""

import asyncio
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import uuid4
from xml.etree import ElementTree as ET

GROUP: Final = ("239.255.255.250", 3702)
_ASK_AGAIN_SECONDS: Final = 0.7
_MOST_DEVICES: Final = 2000
_MOST_ADDRESSES: Final = 8
_ADDRESSING: Final = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
_QUESTION: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="{addressing}" '
    'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" '
    'xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header><w:MessageID>{id}</w:MessageID>'
    '<w:To e:mustUnderstand="true">urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>'
    '<w:Action e:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action>'
    "</e:Header><e:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A device that answered. `addresses`: its own device services first as it names them, then as seen."""

    endpoint: str
    address: str
    """The IP address that the answer came from."""
    urls: tuple[str, ...]
    scopes: Mapping[str, str]
    """Such as `name`, `hardware`, `location`."""


def question(message_id: str) -> bytes:
    """The packet that asks."""
    return _QUESTION.format(addressing=_ADDRESSING, id=message_id).encode()


def answers(packet: bytes, message_id: str, sender: str) -> list[Found]:
    """The devices that a packet tells of in answer to a question; none if it is anything else."""
    if b"<!" in packet:  # no answer needs a DTD, and one can blow up
        return []
    try:
        envelope = ET.fromstring(packet)  # noqa: S314 (no DTD, one UDP packet at most)
    except (ET.ParseError, ValueError, LookupError):
        return []
    if (envelope.findtext(".//{*}RelatesTo") or "").strip() != message_id:
        return []
    return list(_matches(envelope, sender))


async def discover(interfaces: list[str], seconds: float) -> list[Found]:
    """Those who answer within so many seconds, in the order of their addresses.

    `interfaces` are IPv4 addresses of this machine to ask on; none: where the system's routes lead.
    OSError if none of them can send.
    """
    listener = _Listener(f"urn:uuid:{uuid4()}")
    loop = asyncio.get_running_loop()
    transports = []
    try:
        for interface in interfaces or [""]:
            transport, _ = await loop.create_datagram_endpoint(lambda: listener, sock=_socket(interface))
            transports.append(transport)
        for wait_seconds in (_ASK_AGAIN_SECONDS, max(0.0, seconds - _ASK_AGAIN_SECONDS)):
            for transport in transports:
                transport.sendto(question(listener.message_id), GROUP)
            await asyncio.sleep(wait_seconds)
    finally:
        for transport in transports:
            transport.close()
    if listener.error is not None and not listener.found:
        raise listener.error
    return sorted(listener.found.values(), key=lambda each: socket.inet_aton(each.address))


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, message_id: str) -> None:
        self.message_id = message_id
        self.found: dict[str, Found] = {}
        self.error: OSError | None = None

    def datagram_received(self, packet: bytes, addr: tuple[str, int]) -> None:
        for device in answers(packet, self.message_id, addr[0]):
            if len(self.found) < _MOST_DEVICES:
                self.found.setdefault(device.endpoint, device)

    def error_received(self, exc: Exception) -> None:
        self.error = exc if isinstance(exc, OSError) else None


def _socket(interface: str) -> socket.socket:
    asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
    if interface:
        try:
            asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        except OSError:
            asking.close()
            raise
    asking.bind((interface, 0))
    asking.setblocking(False)
    return asking


def _matches(envelope: ET.Element, sender: str) -> Iterator[Found]:
    for match in envelope.iterfind(".//{*}ProbeMatch"):
        names = (match.findtext("{*}XAddrs") or "").split()[:_MOST_ADDRESSES]
        endpoint = (match.findtext(f"{{{_ADDRESSING}}}EndpointReference/{{*}}Address") or "").strip()
        urls = tuple(dict.fromkeys(url for name in names if (url := _reached(name, sender)) is not None))
        yield Found(endpoint or sender, sender, urls, _scopes(match.findtext("{*}Scopes") or ""))


def _reached(name: str, sender: str) -> str | None:
    """A device service at the address that answered, whatever address the device gives itself."""
    try:
        parts = urlsplit(name)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.path.isprintable():
        return None
    return f"{parts.scheme}://{sender}{port}{parts.path}"


def _scopes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for scope in text.split():
        kind, _, value = scope.removeprefix("onvif://www.onvif.org/").partition("/")
        words = "".join(each for each in unquote(value) if each.isprintable())
        if kind in {"name", "hardware", "location"} and words:
            found.setdefault(kind, words[:80])
    return found
