"""Who wants the media of one stream, and until when, on a clock that only goes forward."""


class Leases:
    """Live interests by reader."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._last_seconds = float("-inf")

    def take(self, reader: str, now_seconds: float, lease_seconds: float) -> None:
        """Begin or renew; a renewal may shorten, and 0 seconds give the lease back."""
        if lease_seconds > 0:
            self._until[reader] = now_seconds + lease_seconds
        else:
            self._until.pop(reader, None)
        self._last_seconds = max(self._until.values(), default=float("-inf"))

    def live(self, now_seconds: float) -> bool:
        """Whether anybody wants the media now; cheap, as it is asked for every access unit."""
        return now_seconds < self._last_seconds

    def count(self, now_seconds: float) -> int:
        """How many want them now; forgets those whose lease is over."""
        self._until = {reader: until for reader, until in self._until.items() if now_seconds < until}
        return len(self._until)
