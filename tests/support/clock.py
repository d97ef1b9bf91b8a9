"""Time for tests that must not wait."""

from datetime import UTC, datetime


class VirtualClock:
    """A clock whose time passes only while somebody sleeps, or when the test says so."""

    def __init__(self, seconds: float = 1_000_000.0) -> None:
        self.seconds = seconds

    def now(self) -> datetime:
        """Return the virtual time, counted from 1970."""
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic_seconds(self) -> float:
        """Return the same time."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.seconds += seconds
