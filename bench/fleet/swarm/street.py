"""All cameras of the swarm: who is away or stalled, who is being played, and what was counted."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from bench.fleet.swarm.clip import GOP_PICTURES

SLOTS: Final = 20
"""Cameras send at this many phases of the frame interval."""


class Player:
    """One session that plays: where in the clip it is (`ahead`), its connection, and how much it sends.

    It sends every picture, or only one of so many (`every`).
    """

    def __init__(self, camera: int, transport: asyncio.Transport, slot: int, ahead: int, every: int) -> None:
        self.camera = camera
        self.transport = transport
        self.slot = slot
        self.ahead = ahead
        self.every = every


@dataclass
class Street:
    """Owned by the event loop. Cameras that are `thin` send their key frames alone.

    `connects` are monotonic seconds; `due` pictures are sent or dropped.
    """

    away: set[int] = field(default_factory=set)
    stalled: set[int] = field(default_factory=set)
    thin: set[int] = field(default_factory=set)
    players: tuple[list[Player], ...] = field(default_factory=lambda: tuple([] for _ in range(SLOTS)))
    transports: dict[asyncio.Transport, int] = field(default_factory=dict)
    connects: list[float] = field(default_factory=list)
    due: int = 0
    dropped: int = 0
    sent_bytes: int = 0
    latest_seconds: float = 0.0

    def play(self, camera: int, transport: asyncio.Transport, next_slot: int) -> Player:
        """Begin to send, with a key frame, as most cameras do for a new session.

        `next_slot` is the slot that is served next, counted since the start.
        """
        slot = min(range(SLOTS), key=lambda each: len(self.players[each]))
        first_number = (next_slot - slot + SLOTS - 1) // SLOTS
        every = GOP_PICTURES if camera in self.thin else 1
        player = Player(camera, transport, slot, -first_number % GOP_PICTURES, every)
        self.players[slot].append(player)
        return player

    def end(self, player: Player) -> None:
        """Its session is over."""
        self.players[player.slot].remove(player)

    def leave(self, cameras: Iterable[int]) -> None:
        """Cut all connections of these cameras; new ones are cut at their first request."""
        self.away.update(cameras)
        for transport, camera in list(self.transports.items()):
            if camera in self.away:
                transport.abort()

    def counted(self) -> dict[str, Any]:
        """All counts since the start, and how many sessions play each camera now."""
        sessions = Counter(player.camera for players in self.players for player in players)
        late_ms, self.latest_seconds = self.latest_seconds * 1000, 0.0
        return {
            "sessions": list(sessions.items()),
            "connects": len(self.connects),
            "due": self.due,
            "dropped": self.dropped,
            "sent_bytes": self.sent_bytes,
            "late_ms": round(late_ms, 1),
        }
