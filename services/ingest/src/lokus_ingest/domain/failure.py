"""Why a stream does not deliver: one error, with the reason as a word and as a sentence.

The sentence is shown to people who keep cameras running, so it says what to look at; it never holds
a user, a password or a URL.
"""

from typing import Final

from lokus_proto.v1.stream_state import ReasonKind


class SourceFailure(Exception):
    """The source cannot be pulled, or no longer."""

    def __init__(self, reason: ReasonKind, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


UNTIL_CHANGED: Final = frozenset({ReasonKind.AUTHENTICATION, ReasonKind.CREDENTIALS, ReasonKind.ADDRESS})
"""Trying again as things stand is useless, or locks the account: wait for another source."""

UNHURRIED: Final = frozenset({ReasonKind.BUSY, ReasonKind.FORBIDDEN, ReasonKind.NO_VIDEO, ReasonKind.CODEC})
"""The camera works and said no: asking often makes it worse."""
