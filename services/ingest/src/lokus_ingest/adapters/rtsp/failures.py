"""From what a camera answers, and how its connection ends, to why it does not deliver, in words that help.

Nothing that a camera wrote goes into a sentence but numbers, for it may hold what is secret.
"""

import errno
import socket
from typing import Final

from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import ReasonKind

_ANSWERS: Final = {
    400: (
        ReasonKind.OTHER,
        "the camera does not understand the request (400): correct the path of the URL",
    ),
    401: (
        ReasonKind.AUTHENTICATION,
        "the camera refuses this user and password (401): correct them",
    ),
    403: (
        ReasonKind.FORBIDDEN,
        "the camera forbids this (403): let its user view the stream, and look at its list of allowed hosts",
    ),
    404: (ReasonKind.NOT_FOUND, "the camera has no stream at this path (404): correct the path of the URL"),
    453: (ReasonKind.BUSY, "the camera has no room for us (453): close other sessions on it"),
    461: (
        ReasonKind.TRANSPORT,
        "the camera declines this transport (461): set the other one, or auto",
    ),
}
_SERVER_ERRORS: Final = range(500, 600)
_UNSUPPORTED: Final = frozenset({501, 505, 551})
_NO_ROUTE: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})


def refused(status: int) -> SourceFailure:
    """What a status other than 2xx means."""
    if status in _ANSWERS:
        return SourceFailure(*_ANSWERS[status])
    if status in _SERVER_ERRORS and status not in _UNSUPPORTED:
        return SourceFailure(
            ReasonKind.BUSY,
            f"the camera cannot serve now ({status}): close other sessions on it, or restart it",
        )
    return SourceFailure(
        ReasonKind.OTHER, f"the camera refuses ({status}): look at its settings for RTSP, and at the URL"
    )


def declines_tcp() -> SourceFailure:
    """It answered with another transport than the one that was asked for."""
    return SourceFailure(*_ANSWERS[461])


def not_connected(error: Exception) -> SourceFailure:
    """Why there is no connection."""
    if isinstance(error, ConnectionRefusedError):
        return SourceFailure(
            ReasonKind.REFUSED,
            "nothing listens on that port of the camera: correct the port, or switch RTSP on",
        )
    if isinstance(error, ConnectionError):
        return ended()
    if isinstance(error, socket.gaierror | UnicodeError):
        return SourceFailure(
            ReasonKind.UNREACHABLE, "the camera's name is unknown: correct the host of the URL"
        )
    if isinstance(error, OSError) and error.errno in _NO_ROUTE:
        return SourceFailure(
            ReasonKind.UNREACHABLE, "the camera does not answer in its network: is it powered?"
        )
    return SourceFailure(ReasonKind.UNREACHABLE, "there is no way to the camera: look at its network")


def timed_out() -> SourceFailure:
    """Nothing came in time."""
    return SourceFailure(
        ReasonKind.TIMED_OUT,
        "the camera does not answer in time: is it powered, and does the network let us in?",
    )


def not_rtsp() -> SourceFailure:
    """Something came that is no RTSP."""
    return SourceFailure(ReasonKind.NOT_RTSP, "what answers there does not speak RTSP: correct host and port")


def ended() -> SourceFailure:
    """The camera closed the connection."""
    return SourceFailure(ReasonKind.ENDED, "the camera ended the session")
