"""The kinds of errors that one part of Lokus may tell another, and what each is on HTTP.

Adapters translate what their library raises into one of these at the border; nothing inside knows
a library's own errors. `KINDS` is the one table to RFC 9457 problem JSON. A `detail` says what is
wrong, where, and how to mend it; it is shown to the caller, so it holds no secret.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final


class LokusError(Exception):
    """The base. `reason` is a short word for machines, such as `private-zone`; extras go to the reply."""

    status: ClassVar[int] = 500
    kind: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"

    def __init__(self, detail: str, *, reason: str | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.reason = reason
        self.extra = extra
        self.headers: Mapping[str, str] = {}

    def with_headers(self, **headers: str) -> "LokusError":
        """Add HTTP headers to the reply; `_` stands for `-`."""
        self.headers = {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self


class StartError(LokusError):
    """The service cannot start as it is set up: one line for a person, no traceback."""

    kind, title = "start", "Cannot start"


class BadInput(LokusError):
    """The request is malformed."""

    status, kind, title = 400, "bad-input", "Bad input"


class Unauthenticated(LokusError):
    """No token, or none that we accept."""

    status, kind, title = 401, "unauthenticated", "Not authenticated"


class Forbidden(LokusError):
    """We know who asks, and the answer is no."""

    status, kind, title = 403, "forbidden", "Forbidden"


class NotFound(LokusError):
    """There is no such thing, or not for this tenant."""

    status, kind, title = 404, "not-found", "Not found"


class Conflict(LokusError):
    """The thing is not in a state for this."""

    status, kind, title = 409, "conflict", "Conflict"


class PreconditionFailed(LokusError):
    """If-Match names another version."""

    status, kind, title = 412, "precondition-failed", "Precondition failed"


class TooLarge(LokusError):
    """The body is larger than we read."""

    status, kind, title = 413, "too-large", "Too large"


class UnsupportedMedia(LokusError):
    """The Content-Type is none that we read here."""

    status, kind, title = 415, "unsupported-media-type", "Unsupported media type"


class Invalid(LokusError):
    """Well-formed, yet it breaks a rule; `errors` lists where."""

    status, kind, title = 422, "invalid", "Invalid"


class PreconditionRequired(LokusError):
    """The request must name the version it changes."""

    status, kind, title = 428, "precondition-required", "Precondition required"


class Overloaded(LokusError):
    """Too many at once; come back after Retry-After."""

    status, kind, title = 503, "overloaded", "Overloaded"


class Unavailable(LokusError):
    """Something that we need is away (database, bus, camera, identity provider); it heals by itself."""

    status, kind, title = 503, "unavailable", "Unavailable"


KINDS: Final[tuple[type[LokusError], ...]] = (
    BadInput,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    PreconditionFailed,
    TooLarge,
    UnsupportedMedia,
    Invalid,
    PreconditionRequired,
    Overloaded,
    Unavailable,
    LokusError,
)
"""Every kind that may reach HTTP."""


def problem(error: LokusError) -> dict[str, Any]:
    """The RFC 9457 members of an error."""
    body: dict[str, Any] = {
        "type": f"urn:lokus:problem:{error.kind}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
    }
    if error.reason is not None:
        body["reason"] = error.reason
    return body | error.extra
