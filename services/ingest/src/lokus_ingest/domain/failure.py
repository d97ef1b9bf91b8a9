"""Why a stream does not deliver: one error, with the reason as a word and as a sentence.

The sentence is shown to people who keep cameras running, so it says what to look at; it never holds
a user, a password or a URL. The reason says how soon to try again, unless `may_pass` does.
"""

from typing import Final

from lokus_proto.v1.stream_state import ReasonKind

_UNTIL_CHANGED: Final = frozenset({ReasonKind.AUTHENTICATION, ReasonKind.CREDENTIALS, ReasonKind.ADDRESS})
_UNHURRIED: Final = frozenset({ReasonKind.BUSY, ReasonKind.FORBIDDEN, ReasonKind.NO_VIDEO, ReasonKind.CODEC})


class SourceFailure(Exception):
    """The source cannot be pulled, or no longer; `may_pass`: worth an unhurried try, whatever the reason."""

    def __init__(self, reason: ReasonKind, detail: str, *, may_pass: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self._may_pass = may_pass

    @property
    def until_changed(self) -> bool:
        """Trying again as things stand is useless, or locks the account: wait for another source."""
        return self.reason in _UNTIL_CHANGED and not self._may_pass

    @property
    def unhurried(self) -> bool:
        """The camera works and said no: asking often makes it worse."""
        return self.reason in _UNHURRIED or self._may_pass


class Unreadable(SourceFailure):
    """What the camera sends is not for this reader; another one may read it, so there is no need to wait."""

    def __init__(self, detail: str) -> None:
        super().__init__(ReasonKind.CODEC, detail)

    @property
    def unhurried(self) -> bool:
        """The next attempt is another reader's."""
        return False


class BrokenBySound(SourceFailure):
    """The session broke at its sound: the next attempt is without, so there is no need to wait."""

    def __init__(self, failure: SourceFailure) -> None:
        super().__init__(failure.reason, f"{failure.detail}; the next attempt is without its sound")

    @property
    def unhurried(self) -> bool:
        """The next attempt is another one."""
        return False
