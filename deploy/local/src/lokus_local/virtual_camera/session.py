"""RTSP sessions (RFC 2326 sections 3.4, 12.37): who is being played to, and until when.

A session belongs to the reader's address, not to its connection: over UDP it outlives it until its
time is up. Each sign of life (a request that names it, an RTCP report) puts the end off.
The `SessionTable` lives on the event loop; the server's housekeeping task calls `expire`.
"""

import logging
import secrets
from dataclasses import dataclass

from lokus_kit.clock import Clock
from lokus_local.virtual_camera.delivery import Delivery
from lokus_local.virtual_camera.playback import Playback

MAX_SESSIONS = 512
log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Session:
    """One reader's session on one camera; `alive_until_seconds` is on the monotonic clock."""

    id: str
    camera: int
    peer_host: str
    delivery: Delivery
    playback: Playback
    alive_until_seconds: float


class SessionTable:
    """All sessions of a server."""

    def __init__(self, clock: Clock, timeout_seconds: int) -> None:
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self.timeout_seconds = timeout_seconds

    def __len__(self) -> int:
        return len(self._sessions)

    def all(self) -> tuple[Session, ...]:
        """Return every session, the oldest first."""
        return tuple(self._sessions.values())

    @property
    def full(self) -> bool:
        """Whether no more sessions are taken."""
        return len(self._sessions) >= MAX_SESSIONS

    def open(self, camera: int, peer_host: str, delivery: Delivery, playback: Playback) -> Session:
        """Make a session with a new id that nobody can guess."""
        session = Session(secrets.token_hex(8), camera, peer_host, delivery, playback, 0.0)
        self._sessions[session.id] = session
        self.touch(session)
        log.info("session %s opened on camera %d by %s", session.id, camera, peer_host)
        return session

    def find(self, session_id: str, peer_host: str) -> Session | None:
        """Return the session with this id if it is this peer's, and put its end off."""
        session = self._sessions.get(session_id)
        if session is None or session.peer_host != peer_host:
            return None
        self.touch(session)
        return session

    def touch(self, session: Session) -> None:
        """Put the end of a session off by the timeout."""
        session.alive_until_seconds = self._clock.monotonic_seconds() + self.timeout_seconds

    def close(self, session: Session, reason: str, *, reader_is_gone: bool = False) -> None:
        """End a session; a second time, nothing happens."""
        if self._sessions.pop(session.id, None) is None:
            return
        session.playback.end()
        session.delivery.close(reader_is_gone=reader_is_gone)
        dropped = session.playback.dropped_units
        log.info("session %s closed, %d units dropped: %s", session.id, dropped, reason)

    def expire(self) -> None:
        """End the sessions whose time is up or whose reader no longer takes anything."""
        now_seconds = self._clock.monotonic_seconds()
        for session in self.all():
            if now_seconds > session.alive_until_seconds:
                self.close(session, "no sign of life", reader_is_gone=True)
            elif session.playback.hopeless:
                self.close(session, "the reader takes nothing", reader_is_gone=True)

    def close_all(self, reason: str) -> None:
        """End every session."""
        for session in self.all():
            self.close(session, reason)
