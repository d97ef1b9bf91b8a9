"""Keeps one stream pulled: opens its source, hands on every picture, tries again after a failure.

Waits grow with each failure, are drawn by lot below a ceiling, and start over once a run was healthy;
then the gate lets each attempt in. While it waits, for whatever reason, it holds no thread, and the
stream stands where the last attempt left it. A camera that said no for good (wrong password, unreadable
credentials, bad address) is left alone until its source changes, so that nobody is locked out; one that
is busy, or refuses a password that it took before, is asked rarely.
"""

import asyncio
from datetime import timedelta
from typing import Final

from lokus_ingest.application.approach import Approach
from lokus_ingest.application.attention import Attention
from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.ports import Source, Vault
from lokus_ingest.application.takeover import HANDED_OVER_SECONDS
from lokus_ingest.domain.address import Address, Carrier, carriers
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.login import Login
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.redirect import MOST_REDIRECTS, Redirected
from lokus_kit.clock import Clock
from lokus_kit.retry import Backoff, keep_running
from lokus_proto.v1.camera import StreamSource
from lokus_proto.v1.stream_state import Phase, ReasonKind

RECONNECT: Final = Backoff(first_seconds=0.5, cap_seconds=8.0, factor=1.3)
"""Grows slowly, so that whatever was away for a moment is back within two seconds of its return."""
HEALTHY_SECONDS: Final = 10.0
"""A run that lasted so long was healthy; one that ends sooner is another failure."""
UNHURRIED_SECONDS: Final = 20.0
STALL_SECONDS: Final = 4.5
KEY_FRAME_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 0.5


class Puller:
    """`run` is a task of the stream."""

    def __init__(
        self,
        stream: LiveStream,
        wanted: StreamSource,
        sealed_credentials: str | None,
        source: Source,
        vault: Vault,
        approach: Approach,
        attention: Attention,
        clock: Clock,
        *,
        stall_seconds: float = STALL_SECONDS,
        handed_over: bool = False,
        sound: bool = False,
    ) -> None:
        self._stream = stream
        self._hear = stream.hear if sound else None
        self._hurried_until_seconds = clock.monotonic_seconds() + HANDED_OVER_SECONDS * handed_over
        self._wanted = wanted
        self._sealed_credentials = sealed_credentials
        self._source = source
        self._vault = vault
        self._approach = approach
        self._attention = attention
        self._clock = clock
        self._stall_seconds = stall_seconds
        self._last_good: Carrier | None = None
        self._login = Login()
        self._healthy = False

    async def run(self) -> None:
        """Pull until cancelled."""
        await keep_running(
            f"pull {self._stream.key}",
            self._run_once,
            retry_on=(SourceFailure,),
            clock=self._clock,
            backoff=RECONNECT,
            on_wait=self._on_wait,
            healthy=lambda: self._healthy,
        )

    async def _run_once(self) -> None:
        self._healthy = False
        try:
            await self._follow(self._address())
        except SourceFailure as raised:
            failure, wait_seconds = self._judged(raised)
            if wait_seconds is None:
                self._stream.failed(failure, None)
                await asyncio.Event().wait()
            elif wait_seconds:
                self._on_wait(failure, wait_seconds)
                await self._clock.sleep(wait_seconds)
            raise failure from None

    def _judged(self, failure: SourceFailure) -> tuple[SourceFailure, float | None]:
        """What to tell, and the seconds to wait before all other waits; None: until the source changes."""
        if failure.reason is ReasonKind.AUTHENTICATION:
            failure, wait_seconds = self._login.refused(failure)
        else:
            wait_seconds = UNHURRIED_SECONDS
        if failure.until_changed:
            return failure, None
        unhurried = failure.unhurried and not self._is_let_go(failure)
        return failure, wait_seconds if unhurried else 0.0

    def _is_let_go(self, failure: SourceFailure) -> bool:
        handed_over = self._clock.monotonic_seconds() < self._hurried_until_seconds
        return handed_over and failure.reason is ReasonKind.BUSY

    def _on_wait(self, error: Exception | None, seconds: float) -> None:
        assert isinstance(error, SourceFailure)  # noqa: S101 (the only one that is retried)
        self._stream.failed(error, self._clock.now() + timedelta(seconds=seconds))

    def _address(self) -> Address:
        sealed = self._sealed_credentials
        credentials = None if sealed is None else self._vault.open(sealed)
        return Address(self._wanted.url, self._wanted.transport, credentials)

    async def _follow(self, address: Address) -> None:
        """Pull, and go where the camera sends us; each place is checked, and waits at the gate."""
        sent: Redirected | None = None
        for _ in range(MOST_REDIRECTS + 1):
            try:
                await self._pull(await self._approach.locate(address))
            except Redirected as redirected:
                if redirected.address is None:
                    raise
                sent, address = redirected, redirected.address
            except SourceFailure as failure:
                if sent is not None and failure.reason is ReasonKind.AUTHENTICATION:
                    raise sent.unwelcome() from None
                raise
        assert sent is not None  # noqa: S101 (a pull ends with an error)
        raise sent

    async def _pull(self, address: Address) -> None:
        """Pull over the first carrier that the camera does not decline."""
        *before, last = carriers(address.transport, self._last_good)
        declined: SourceFailure | None = None
        for carrier in before:
            try:
                await self._pull_over(address, carrier)
            except SourceFailure as failure:
                if failure.reason is not ReasonKind.TRANSPORT:
                    raise
                self._last_good, declined = last, failure
        try:
            await self._pull_over(address, last)
        except SourceFailure as failure:
            if declined is not None and failure.reason is ReasonKind.BUSY:
                raise declined from None  # it may still be busy letting go of what it declined: soon again
            raise

    async def _pull_over(self, address: Address, carrier: Carrier) -> None:
        await self._enter(address)
        self._stream.connecting()
        async with self._source.open(address, carrier, self._hear) as pull:
            self._last_good = carrier
            self._login.taken()
            opened_seconds = self._clock.monotonic_seconds()
            self._stream.opened(pull.codec, pull.described, lambda: pull.lost_packets, pull.reader)
            watch = _Watch(self._stream, self._attention, self._clock, self._stall_seconds)
            try:
                async with asyncio.timeout(None) as patience:
                    watch.begin(patience)
                    await pull.play(watch.take)
            except TimeoutError:
                raise watch.verdict() from None
            finally:
                watch.end()
                lasted_seconds = self._clock.monotonic_seconds() - opened_seconds
                delivered = self._stream.phase is Phase.DELIVERING
                self._healthy = delivered and lasted_seconds >= HEALTHY_SECONDS

    async def _enter(self, address: Address) -> None:
        """Wait until the gate lets a connection through."""
        assert address.host is not None  # noqa: S101 (it was located)
        await self._approach.enter(address.host, self._put_off)

    def _put_off(self, seconds: float) -> None:
        self._stream.put_off(self._clock.now() + timedelta(seconds=seconds))


class _Watch:
    """Looks after one pull, twice a second, so that a picture costs no timer of its own."""

    def __init__(self, stream: LiveStream, attention: Attention, clock: Clock, stall_seconds: float) -> None:
        self._stream = stream
        self._attention = attention
        self._clock = clock
        self._stall_seconds = stall_seconds
        self._began_seconds = self._came_seconds = clock.monotonic_seconds()
        self._next_look: asyncio.TimerHandle | None = None

    def take(self, picture: Picture) -> None:
        """Hand a picture on."""
        self._came_seconds = self._clock.monotonic_seconds()
        self._stream.take(picture)

    def begin(self, patience: asyncio.Timeout) -> None:
        """From now on `patience` ends when the camera is silent for too long, or sends no whole key frame."""
        loop = asyncio.get_running_loop()

        def look() -> None:
            if self._silent or self._without_key_frame:
                patience.reschedule(loop.time())
            else:
                wait_seconds = min(LOOK_SECONDS, self._stall_seconds - self._silent_seconds)
                self._next_look = loop.call_later(wait_seconds, look)

        look()

    def end(self) -> None:
        """Look no more."""
        if self._next_look is not None:
            self._next_look.cancel()

    def verdict(self) -> SourceFailure:
        """Why `patience` ended."""
        if not self._silent:
            return SourceFailure(
                ReasonKind.CODEC,
                f"pictures come, but no whole key frame within {KEY_FRAME_SECONDS:.0f} s: "
                "shorten the key frame interval on the camera",
            )
        if self._delivering:
            return SourceFailure(
                ReasonKind.STALLED,
                f"the camera sent nothing for {self._stall_seconds:.0f} s though the connection holds",
            )
        return SourceFailure(
            ReasonKind.TIMED_OUT, "the camera agreed to play and then sent nothing: restart its stream"
        )

    @property
    def _silent_seconds(self) -> float:
        return self._seconds_since(self._came_seconds)

    @property
    def _silent(self) -> bool:
        return self._silent_seconds >= self._stall_seconds

    @property
    def _without_key_frame(self) -> bool:
        return not self._delivering and self._seconds_since(self._began_seconds) > KEY_FRAME_SECONDS

    def _seconds_since(self, moment_seconds: float) -> float:
        """As far as we were there to hear the camera."""
        return self._clock.monotonic_seconds() - max(moment_seconds, self._attention.back_seconds)

    @property
    def _delivering(self) -> bool:
        return self._stream.phase is Phase.DELIVERING
