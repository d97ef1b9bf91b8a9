"""What FFmpeg says of a session while it works: that it is redirected, and that packets were lost.

A camera's password is for the address that was registered, no other, so no redirect may be followed. Its
RTSP client follows a 3xx to OPTIONS or DESCRIBE by itself, shows the new host the password of the old one,
goes from rtsps to rtsp, and has no option against it. But before it connects it says where to, in its log,
in the session's own thread; and it looks at its opening timeout before it sends a byte. So the log is
listened to, and that word is held back until the timeout has passed: FFmpeg then gives up. The new host may
see an empty connection. All rests on FFmpeg's wording, which the test of a redirecting camera pins: run it
with every new FFmpeg. Our own readers need none of this.

The same log tells of packets that a network lost, which FFmpeg hands on as damaged pictures without a word:
`Watch.missed` keeps that until it is asked for.
"""

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import av.logging

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.redirect import Redirected

_REDIRECTING: Final = re.compile(r"Status 3\d\d: Redirecting to(.*)", re.DOTALL)
_MISSED: Final = re.compile(r"RTP: missed -?\d+ packets|RTP: dropping old packet|RTP: PT=\w+: bad cseq")
_CLOSED: Final = re.compile(r"Failed reading RTSP data: End of file")
_watched: Final = threading.local()


@dataclass
class Watch:
    """What was seen of one session; its own thread alone reads and writes it."""

    opening_seconds: float
    target: str | None = None
    missed: bool = False
    closed: bool = False
    """The camera closed the connection, which FFmpeg tells as if bad bytes had come."""

    def hold(self, target: str) -> None:
        """Keep the thread until FFmpeg's opening timeout has surely passed."""
        self.target = target
        time.sleep(1.05 * self.opening_seconds)

    def take_missed(self) -> bool:
        """Whether packets were lost since this was asked last."""
        missed, self.missed = self.missed, False
        return missed

    def failure(self) -> SourceFailure | None:
        """Why the session was not opened, if it was because of a redirect."""
        if self.target is None:
            return None
        return Redirected(self.target)


class _Listener(logging.Filter):
    """Hears what FFmpeg's RTSP client says, in the thread that it works in; lets none of it through.

    A filter, not a handler: a handler would keep all threads waiting while it holds one.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        redirecting = _REDIRECTING.match(message)
        watch: Watch | None = getattr(_watched, "watch", None)
        if watch and redirecting:
            watch.hold(redirecting[1])
        elif watch and _MISSED.match(message):
            watch.missed = True
        elif watch and _CLOSED.match(message):
            watch.closed = True
        return False


_listener: Final = _Listener()


def listen() -> None:
    """Have FFmpeg's log reach the listener, and nobody else: it holds credentials."""
    everything = logging.getLogger("libav")
    everything.propagate = False
    everything.addHandler(logging.NullHandler())
    client = logging.getLogger("libav.rtsp")
    client.setLevel(logging.INFO)
    client.addFilter(_listener)
    av.logging.set_skip_repeated(False)  # the second camera that is redirected to one place counts too
    av.logging.set_level(av.logging.INFO)


@contextmanager
def watching(opening_seconds: float) -> Iterator[Watch]:
    """Stop redirects of the session that this thread opens; `opening_seconds`: its opening timeout."""
    watch = _watched.watch = Watch(opening_seconds)
    try:
        yield watch
    finally:
        del _watched.watch
