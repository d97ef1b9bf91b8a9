"""Who may go next: one bucket for all and one for each segment, in the order in which they came.

Of all who wait, the one who came first goes, passing over those alone whose segment has no token: a crowded
segment keeps nobody else waiting. Pure: whoever owns the line asks `admit` when `wait_seconds` are over. One
step costs the logarithm of the number of segments, however many wait.
"""

from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Final

from lokus_ingest.domain.token_bucket import Pace, TokenBucket

_FORGET_AT_LEAST: Final = 256


@dataclass(slots=True)
class _Segment:
    """Its bucket, and the tickets of those who wait, with those who left meanwhile."""

    bucket: TokenBucket
    tickets: deque[int] = field(default_factory=deque)


class WaitingLine:
    """A segment in which somebody waits is in one of two heaps: ready, by ticket, or resting, by time."""

    def __init__(self, whole: Pace, segment: Pace, now_seconds: float) -> None:
        self._whole, self._segment = whole, segment
        self._bucket = TokenBucket(whole, now_seconds)
        self._segments: dict[str, _Segment] = {}
        self._forget_beyond = _FORGET_AT_LEAST
        self._waiting: dict[int, str] = {}
        self._crowd: dict[str, int] = {}
        self._ready: list[tuple[int, str]] = []
        self._resting: list[tuple[float, str]] = []
        self._tickets = count(1)

    def __len__(self) -> int:
        return len(self._waiting)

    def change(self, whole: Pace, segment: Pace, now_seconds: float) -> None:
        """From now on at another pace."""
        self._whole, self._segment = whole, segment
        self._bucket.change(whole, now_seconds)
        for each in self._segments.values():
            each.bucket.change(segment, now_seconds)
        self._resting = []
        self._ready = [(each.tickets[0], name) for name, each in self._segments.items() if each.tickets]
        self._ready.sort()

    def join(self, name: str, now_seconds: float) -> int:
        """Wait in a segment, behind all who are there; the ticket rises with each who joins."""
        ticket = next(self._tickets)
        segment = self._segments.get(name)
        if segment is None:
            segment = self._new_segment(name, now_seconds)
        if not segment.tickets:
            heappush(self._ready, (ticket, name))
        segment.tickets.append(ticket)
        self._waiting[ticket] = name
        self._crowd[name] = self._crowd.get(name, 0) + 1
        return ticket

    def leave(self, ticket: int) -> None:
        """Wait no longer; nothing if it was let through."""
        name = self._waiting.pop(ticket, None)
        if name is None:
            return
        self._crowd[name] -= 1
        if not self._crowd[name]:
            del self._crowd[name]

    def expected_seconds(self, ticket: int) -> float:
        """About how long somebody who has just joined will wait."""
        crowd = self._crowd[self._waiting[ticket]]
        return max(len(self._waiting) / self._whole.per_second, crowd / self._segment.per_second)

    def admit(self, now_seconds: float) -> int | None:
        """The ticket of the next who may go now; None if nobody may."""
        while self._resting and self._resting[0][0] <= now_seconds:
            name = heappop(self._resting)[1]
            heappush(self._ready, (self._segments[name].tickets[0], name))
        while self._ready and not self._bucket.wait_seconds(now_seconds):
            ticket, name = heappop(self._ready)
            segment = self._segments[name]
            self._skip_the_gone(segment)
            if not segment.tickets:
                continue
            if segment.tickets[0] != ticket:
                heappush(self._ready, (segment.tickets[0], name))
            elif wait_seconds := segment.bucket.wait_seconds(now_seconds):
                heappush(self._resting, (now_seconds + wait_seconds, name))
            else:
                return self._let_go(ticket, name, segment, now_seconds)
        return None

    def wait_seconds(self, now_seconds: float) -> float | None:
        """How long until somebody may go; None if nobody waits."""
        if not self._waiting:
            return None
        for_all_seconds = self._bucket.wait_seconds(now_seconds)
        if self._ready:
            return for_all_seconds
        return max(self._resting[0][0] - now_seconds, for_all_seconds)

    def _let_go(self, ticket: int, name: str, segment: _Segment, now_seconds: float) -> int:
        self._bucket.take(now_seconds)
        segment.bucket.take(now_seconds)
        segment.tickets.popleft()
        self._skip_the_gone(segment)
        if segment.tickets:
            heappush(self._ready, (segment.tickets[0], name))
        self.leave(ticket)
        return ticket

    def _skip_the_gone(self, segment: _Segment) -> None:
        while segment.tickets and segment.tickets[0] not in self._waiting:
            segment.tickets.popleft()

    def _new_segment(self, name: str, now_seconds: float) -> _Segment:
        if len(self._segments) >= self._forget_beyond:
            self._forget(now_seconds)
        segment = self._segments[name] = _Segment(TokenBucket(self._segment, now_seconds))
        return segment

    def _forget(self, now_seconds: float) -> None:
        """Let go of segments that are as good as new; what is kept may double before the next time."""
        self._segments = {
            name: each
            for name, each in self._segments.items()
            if each.tickets or not each.bucket.full(now_seconds)
        }
        self._forget_beyond = max(_FORGET_AT_LEAST, 2 * len(self._segments))
