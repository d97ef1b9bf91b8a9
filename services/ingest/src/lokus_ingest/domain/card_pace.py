"""How fast a card is read, so that live pictures find room on the same line."""

from typing import Final

_BURST_SECONDS: Final = 1.0
_SHORTEST_SECONDS: Final = 0.02
"""Shorter waits are put together."""


class LinePace:
    """Never more than a second's worth beyond the rate; what was not used is lost."""

    def __init__(self, bytes_per_second: int, now_seconds: float) -> None:
        self._bytes_per_second = bytes_per_second
        self._paid_until_seconds = now_seconds

    def wait_seconds(self, size_bytes: int, now_seconds: float) -> float:
        """How long to wait now that so many bytes more were read; 0 if not at all."""
        paid_until_seconds = max(self._paid_until_seconds, now_seconds - _BURST_SECONDS)
        self._paid_until_seconds = paid_until_seconds + size_bytes / self._bytes_per_second
        ahead_seconds = self._paid_until_seconds - now_seconds
        return ahead_seconds if ahead_seconds >= _SHORTEST_SECONDS else 0.0
