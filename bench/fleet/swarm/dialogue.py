"""What a camera of the swarm answers to a request (RFC 2326): the least that every reader understands."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lokus_local.virtual_camera.rtsp_message import Request, Response

_SESSION: Final = "1;timeout=60"
_METHODS: Final = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"


@dataclass(frozen=True, slots=True)
class Said:
    """The answer, and what follows from the request."""

    response: Response
    plays: bool = False
    leaves: bool = False


def camera_of(url: str) -> int:
    """Return the number of the camera that a URL names: the first part of its path."""
    return int(urlsplit(url).path.lstrip("/").partition("/")[0])


def answer(request: Request, description: bytes) -> Said:
    """Answer one request; `description` is the SDP."""
    base = request.uri.rstrip("/") + "/"
    match request.method:
        case "DESCRIBE":
            told = {"Content-Type": "application/sdp", "Content-Base": base}
            return Said(Response(200, told, description))
        case "SETUP":
            transport = "RTP/AVP/TCP;unicast;interleaved=0-1"
            if "TCP" not in request.headers.get("transport", ""):
                return Said(Response(461))
            return Said(Response(200, {"Transport": transport, "Session": _SESSION}))
        case "PLAY":
            return Said(Response(200, {"Session": _SESSION}), plays=True)
        case "TEARDOWN":
            return Said(Response(200, {"Session": _SESSION}), leaves=True)
        case _:
            return Said(Response(200, {"Public": _METHODS, "Session": _SESSION}))
