"""The RTSP Transport header (RFC 2326 section 12.39): what a reader offers, what we choose.

A reader lists transports in its order of preference; the first one that we can serve wins.
We serve RTP/AVP unicast for play over UDP, and RTP/AVP interleaved in the TCP connection.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InterleavedOffer:
    """RTP and RTCP inside the RTSP connection; `channels` is None when the reader leaves it to us."""

    channels: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class UdpOffer:
    """RTP and RTCP as datagrams to two ports of the reader."""

    client_ports: tuple[int, int]


TransportOffer = InterleavedOffer | UdpOffer


def choose_transport(header: str) -> TransportOffer | None:
    """Return the first offer of a Transport header that we can serve, or None (reply 461)."""
    offers = (_parse_offer(spec.strip()) for spec in header.split(","))
    return next((offer for offer in offers if offer is not None), None)


def _parse_offer(spec: str) -> TransportOffer | None:
    protocol, *parts = (part.strip() for part in spec.split(";"))
    parameters: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        parameters[name.strip().lower()] = value.strip().strip('"')
    if "multicast" in parameters or parameters.get("mode", "play").lower() != "play":
        return None
    match protocol.upper():
        case "RTP/AVP/TCP":
            return _parse_interleaved(parameters.get("interleaved"))
        case "RTP/AVP" | "RTP/AVP/UDP" if "client_port" in parameters:
            ports = _parse_range(parameters["client_port"], highest=65535)
            return UdpOffer(ports) if ports and ports[0] > 0 else None
        case _:
            return None


def _parse_interleaved(value: str | None) -> InterleavedOffer | None:
    if value is None:
        return InterleavedOffer(None)
    channels = _parse_range(value, highest=255)
    return InterleavedOffer(channels) if channels else None


def _parse_range(value: str, highest: int) -> tuple[int, int] | None:
    """Read `a-b`, or `a` meaning `a` and the next one; None unless both are in range and differ."""
    low, _, high = value.partition("-")
    if not (low.isascii() and low.isdigit()) or (high and not (high.isascii() and high.isdigit())):
        return None
    first = int(low[:6])
    second = int(high[:6]) if high else first + 1
    return (first, second) if max(first, second) <= highest and first != second else None
