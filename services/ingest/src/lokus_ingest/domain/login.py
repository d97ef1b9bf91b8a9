"""What a 401 means: a wrong password, or a camera that has no connection left.

Some cameras answer 401 when all their connections are taken, or while they start. A password that such
a camera has taken before is probably right still; so it is shown again, but more and more rarely, for
cameras lock an account for about half an hour after a few wrong logins (3 to 10, as they are seen to).
One that it has never taken is not shown again until the source changes.
"""

from typing import Final

from lokus_ingest.domain.failure import SourceFailure

AGAIN_AFTER_SECONDS: Final = (20.0, 300.0, 2400.0)
"""Four logins in the first hour at the most, then one in 40 minutes."""
_TAKEN_BEFORE: Final = (
    "the camera refuses the user and password that it took before (401): close other sessions on it, "
    "or, if its password was changed, correct it"
)


class Login:
    """One camera's answers to one user and password."""

    def __init__(self) -> None:
        self._was_taken = False
        self._refused = 0

    def taken(self) -> None:
        """The camera let us in."""
        self._was_taken, self._refused = True, 0

    def refused(self, failure: SourceFailure) -> tuple[SourceFailure, float]:
        """The camera answered 401: what that means, and the seconds to wait if it may pass."""
        if not self._was_taken:
            return failure, 0.0
        self._refused += 1
        wait_seconds = AGAIN_AFTER_SECONDS[min(self._refused, len(AGAIN_AFTER_SECONDS)) - 1]
        return SourceFailure(failure.reason, _TAKEN_BEFORE, may_pass=True), wait_seconds
