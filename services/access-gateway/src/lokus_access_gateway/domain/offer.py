"""A viewer's SDP offer (RFC 8866, RFC 9429), checked before any WebRTC code sees it, and our answer's text.

The checks are those of WHEP: an offer wants to receive video, multiplexes RTCP, brings its ICE
credentials and its DTLS fingerprint. The text handed on has no candidate that we could not reach
(TCP, mDNS names: such a viewer is learnt from its own checks) and asks the viewer to be the DTLS
client, which gets the stronger SRTP profile from browsers.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from lokus_access_gateway.domain.refusal import NotPlayable
from lokus_kit.errors import BadInput

_LINE: Final = re.compile(r"^[a-z]=\S.*$")
_MEDIA: Final = re.compile(r"^m=(\S+) (\d{1,5}) (\S+) (\d+(?: \d+)*)$")
_H264: Final = re.compile(r"^a=rtpmap:\d+ H264/90000", re.IGNORECASE)
_CANDIDATE: Final = re.compile(
    r"^\S+ 1 udp \d{1,10} (?P<address>\S+) (?P<port>\d{1,5}) typ (?:host|srflx|prflx|relay)(?: .*)?$",
    re.IGNORECASE,
)
_MAX_PORT: Final = 65_535
_DIRECTIONS: Final = ("sendrecv", "recvonly", "sendonly", "inactive")
_MAX_SECTIONS: Final = 8

Section = list[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """A checked offer. `text` is for the WebRTC stack; `mid` names the section that carries ICE."""

    text: str
    username_fragment: str
    mid: str
    bundled: bool


def read_offer(body: bytes) -> Offer:
    """Check an offer; BadInput says what is wrong with it, NotPlayable that it has no H.264."""
    session, sections = _split(_lines(body))
    kinds = [_kind(section) for section in sections]
    if "video" not in kinds:
        raise BadInput("the offer has no video section")
    for section in sections:
        _check_section(session, section)
    video = sections[kinds.index("video")]
    if _direction(session, video) not in {"recvonly", "sendrecv"}:
        raise BadInput("the video section of the offer must be recvonly or sendrecv: a viewer receives")
    if not any(_H264.match(line) for line in video):
        raise NotPlayable("the offer has no H.264, the only codec that is sent here", reason="codec")
    mids = [_attribute(section, "mid") for section in sections]
    if len(sections) > 1 and (None in mids or len(set(mids)) < len(mids)):
        raise BadInput("every section of the offer needs an a=mid of its own")
    kept = [line for part in (session, *sections) for line in map(_for_us, part) if line is not None]
    return Offer(
        text="\r\n".join(kept) + "\r\n",
        username_fragment=_attribute(sections[0], "ice-ufrag") or _attribute(session, "ice-ufrag") or "",
        mid=mids[0] or "",
        bundled=any(line.startswith("a=group:BUNDLE ") for line in session),
    )


def finished_answer(text: str, offer: Offer) -> str:
    """The stack's answer with what WHEP wants and it leaves out: `rtcp-mux-only` (RFC 8858)."""
    lines = []
    for line in text.splitlines():
        if line.startswith("a=group:BUNDLE") and not offer.bundled:
            continue
        lines.append(line)
        if line == "a=rtcp-mux":
            lines.append("a=rtcp-mux-only")
    return "\r\n".join(lines) + "\r\n"


def reachable(candidate: str) -> bool:
    """Whether a candidate attribute's value (RFC 8839) is of use to us: component 1, UDP, an address."""
    found = _CANDIDATE.match(candidate)
    if found is None:
        return False
    try:
        ipaddress.ip_address(found["address"])
    except ValueError:
        return False
    return 0 < int(found["port"]) <= _MAX_PORT


def _lines(body: bytes) -> list[str]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("the SDP is not UTF-8") from error
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if not _LINE.match(line):
            raise BadInput(f"the SDP is malformed in line {number}")
    if lines[0] != "v=0":
        raise BadInput("the SDP does not begin with v=0")
    return lines


def _split(lines: list[str]) -> tuple[Section, list[Section]]:
    starts = [number for number, line in enumerate(lines) if line.startswith("m=")]
    if not 1 <= len(starts) <= _MAX_SECTIONS:
        raise BadInput(f"the offer must have 1 to {_MAX_SECTIONS} media sections, it has {len(starts)}")
    ends = [*starts[1:], len(lines)]
    return lines[: starts[0]], [lines[start:end] for start, end in zip(starts, ends, strict=True)]


def _kind(section: Section) -> str:
    found = _MEDIA.match(section[0])
    if found is None or found[1] not in {"audio", "video"}:
        raise BadInput(f"the media section {section[0]!r} is neither audio nor video over RTP")
    return found[1]


def _check_section(session: Section, section: Section) -> None:
    for name in ("ice-ufrag", "ice-pwd", "fingerprint", "setup"):
        if not (_attribute(section, name) or _attribute(session, name)):
            raise BadInput(f"the media section {section[0]!r} has no a={name}")
    if "a=rtcp-mux" not in section:
        raise BadInput(f"the media section {section[0]!r} has no a=rtcp-mux")


def _direction(session: Section, section: Section) -> str:
    flags = (line[2:] for line in (*section, *session))
    return next((flag for flag in flags if flag in _DIRECTIONS), "sendrecv")


def _attribute(lines: Section, name: str) -> str | None:
    start = f"a={name}:"
    return next((line.removeprefix(start).strip() for line in lines if line.startswith(start)), None)


def _for_us(line: str) -> str | None:
    if line == "a=setup:actpass":
        return "a=setup:active"
    unreachable = line.startswith("a=candidate:") and not reachable(line.removeprefix("a=candidate:"))
    return None if unreachable or line == "a=end-of-candidates" else line
