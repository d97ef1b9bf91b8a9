"""What a camera wants to hear while it sends: receiver reports, and that its session is still wanted.

Cameras end sessions that nobody speaks to, each with its own idea of what speaking is (RFC 2326, 12.37 and
10.8): GET_PARAMETER if it says that it knows it, else OPTIONS, with the session's name, at half of its
timeout; refused, the other kind. Timers, not tasks: media wait for nothing here, and a thousand cameras cost
next to nothing.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from lokus_ingest.adapters.rtsp.exchange import UNAUTHORIZED, Exchange
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.rtsp.message import Reply

REPORT_SECONDS: Final = 5.0
MOST_SECONDS: Final = 30.0
LEAST_SECONDS: Final = 0.5
_ERROR: Final = 400


class Upkeep:
    """Of one session, between `begin` and `end`."""

    def __init__(self, exchange: Exchange, url: str, methods: frozenset[str], timeout_seconds: float) -> None:
        self._exchange = exchange
        self._url = url
        self._method = "GET_PARAMETER" if "GET_PARAMETER" in methods else "OPTIONS"
        self._every_seconds = max(LEAST_SECONDS, min(timeout_seconds / 2, MOST_SECONDS))
        self._loop = asyncio.get_running_loop()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._challenged = False

    def begin(self) -> None:
        """Report and keep alive from now on."""
        self._again("report", REPORT_SECONDS, self._report)
        self._again("keep", self._every_seconds, self._keep)

    def end(self) -> None:
        """Do so no more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _again(self, name: str, seconds: float, action: Callable[[], None]) -> None:
        self._timers[name] = self._loop.call_later(seconds, action)

    def _report(self) -> None:
        self._exchange.connection.write(self._exchange.connection.reports())
        self._again("report", REPORT_SECONDS, self._report)

    def _keep(self) -> None:
        self._challenged = False
        self._say()
        self._again("keep", self._every_seconds, self._keep)

    def _say(self) -> None:
        headers = self._exchange.headers(self._method, self._url)
        reply = self._exchange.connection.send(self._method, self._url, headers)
        reply.add_done_callback(self._heard)

    def _heard(self, future: "asyncio.Future[Reply | None]") -> None:
        reply = None if future.cancelled() else future.result()
        if reply is None or not self._timers:
            return
        if reply.status == UNAUTHORIZED:
            self._log_in_again(reply)
        elif reply.status >= _ERROR and self._method == "GET_PARAMETER":
            self._method = "OPTIONS"
            self._say()

    def _log_in_again(self, reply: Reply) -> None:
        """Once; a camera that refuses again is left in peace: whether it goes on sending is what counts."""
        try:
            self._exchange.sign_in.met(reply)
        except SourceFailure:
            self._challenged = True
        if self._challenged:
            self._timers.pop("keep").cancel()
        else:
            self._challenged = True
            self._say()
