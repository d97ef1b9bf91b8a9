"""From how an HTTP connection fails to why the camera does not deliver."""

import ssl
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from lokus_ingest.adapters.rtsp.failures import ended, not_connected, timed_out
from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import ReasonKind


def broken(error: Exception) -> SourceFailure:
    """Why there is no answer, or no more of it."""
    if isinstance(error, ssl.SSLError):
        return _no_tls(error)
    if isinstance(error, TimeoutError):
        return timed_out()
    if isinstance(error, ConnectionRefusedError):
        return SourceFailure(
            ReasonKind.REFUSED, "nothing listens on that port: correct the port, or switch its HTTP server on"
        )
    if isinstance(error, HTTPException) and not isinstance(error, RemoteDisconnected | IncompleteRead):
        return SourceFailure(
            ReasonKind.NOT_RTSP, "what answers there sends no HTTP that can be read: correct host and port"
        )
    return not_connected(error) if isinstance(error, OSError) else ended()


def _no_tls(error: ssl.SSLError) -> SourceFailure:
    if isinstance(error, ssl.SSLCertVerificationError):
        return SourceFailure(
            ReasonKind.ADDRESS,
            "the certificate is for another name, out of date, or of an authority that is unknown here: "
            "have the server show one that can be trusted, under the name in the URL",
            may_pass=True,
        )
    return SourceFailure(
        ReasonKind.NOT_RTSP, "what answers there does not speak TLS: correct the port, or write http"
    )
