"""From what FFmpeg raises to why the camera does not deliver, in words that help.

FFmpeg's own messages hold the URL with its credentials, so none of their text goes on. Some of its
classes mean several things; how long it took, and whether pictures had come, tells them apart.
"""

import errno
from typing import Final

from av import error as av_error

from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import ReasonKind

_ANSWERS: Final[tuple[tuple[type[av_error.FFmpegError], ReasonKind, str], ...]] = (
    (
        av_error.HTTPUnauthorizedError,
        ReasonKind.AUTHENTICATION,
        "the camera refuses this user and password (401): correct them, or allow Digest with MD5 on it",
    ),
    (
        av_error.HTTPForbiddenError,
        ReasonKind.FORBIDDEN,
        "the camera forbids this (403): let its user view the stream, and look at its list of allowed hosts",
    ),
    (
        av_error.HTTPNotFoundError,
        ReasonKind.NOT_FOUND,
        "the camera has no stream at this path (404): correct the path of the URL",
    ),
    (
        av_error.HTTPBadRequestError,
        ReasonKind.OTHER,
        "the camera does not understand the request (400): correct the path of the URL",
    ),
    (
        av_error.HTTPClientError,
        ReasonKind.BUSY,
        "the camera turns us away (4xx, as 453 not enough bandwidth): close other sessions on it",
    ),
    (
        av_error.HTTPServerError,
        ReasonKind.BUSY,
        "the camera cannot serve now (5xx): close other sessions on it, or restart it",
    ),
    (
        av_error.ConnectionRefusedError,
        ReasonKind.REFUSED,
        "nothing listens on that port of the camera: correct the port, or switch RTSP on",
    ),
    (
        av_error.ArgumentError,
        ReasonKind.ADDRESS,
        "the URL cannot be used as it is: write it as rtsp://HOST[:PORT]/PATH",
    ),
)
_SYSTEM: Final[dict[int, tuple[ReasonKind, str]]] = {
    errno.EPROTONOSUPPORT: (
        ReasonKind.TRANSPORT,
        "the camera declines this transport (461): set the other one, or auto",
    ),
    errno.EIO: (
        ReasonKind.UNREACHABLE,
        "the camera's name is unknown or the network failed: correct the host of the URL",
    ),
    errno.ENETUNREACH: (ReasonKind.UNREACHABLE, "there is no route to the camera's network"),
    errno.EHOSTUNREACH: (ReasonKind.UNREACHABLE, "the camera does not answer in its network: is it powered?"),
}
_TIMED_OUT: Final = SourceFailure(
    ReasonKind.TIMED_OUT, "the camera does not answer in time: is it powered, and does the network let us in?"
)
_NOT_RTSP: Final = SourceFailure(
    ReasonKind.NOT_RTSP, "what answers there does not speak RTSP: correct host and port"
)
_STALLED: Final = SourceFailure(ReasonKind.STALLED, "the camera sends nothing though the connection holds")
_ENDED: Final = SourceFailure(ReasonKind.ENDED, "the camera ended the session")


def no_rtmp(*, secure: bool) -> SourceFailure:
    """There is a connection, and then no RTMP over it; FFmpeg does not say why."""
    if secure:
        return SourceFailure(
            ReasonKind.UNREACHABLE,
            "no RTMP over TLS: is the server's certificate for the name in the URL, and of an authority that "
            "is known here?",
        )
    return SourceFailure(ReasonKind.NOT_RTSP, "what answers there does not speak RTMP: correct host and port")


def translate(error: av_error.FFmpegError, *, playing: bool, timed_out: bool) -> SourceFailure:
    """Say why; `playing`: pictures had come; `timed_out`: it took as long as a timeout."""
    found = _known(error) or _by_stage(error, playing=playing, timed_out=timed_out)
    return SourceFailure(found.reason, found.detail)


def _known(error: av_error.FFmpegError) -> SourceFailure | None:
    for kind, reason, detail in _ANSWERS:
        if isinstance(error, kind):
            return SourceFailure(reason, detail)
    if error.errno in _SYSTEM:
        return SourceFailure(*_SYSTEM[error.errno])
    return None


def _by_stage(error: av_error.FFmpegError, *, playing: bool, timed_out: bool) -> SourceFailure:
    if isinstance(error, av_error.TimeoutError | av_error.ExitError) or timed_out:
        return _STALLED if playing else _TIMED_OUT
    if playing or isinstance(error, ConnectionError):
        return _ENDED
    if isinstance(error, av_error.InvalidDataError | av_error.EOFError):
        return _NOT_RTSP
    return SourceFailure(ReasonKind.OTHER, f"the camera cannot be pulled ({type(error).__name__})")
