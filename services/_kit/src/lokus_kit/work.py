"""Work that JetStream keeps and hands out: what `Bus.work` yields.

Each message goes to one of all who take from a queue. Whoever has one says time and again that it is at it;
if it falls silent for the queue's `hold_seconds`, somebody else gets the message: it is done at least once.
"""

from collections.abc import Awaitable
from typing import Final

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NothingYet
from nats.js import JetStreamContext

from lokus_kit.errors import Unavailable
from lokus_kit.retry import heed_cancellation

_ASK_AGAIN_SECONDS: Final = 5.0


class Work:
    """One message that is ours as long as we keep it; each method may find the bus Unavailable.

    `deliveries`: how often somebody has had it by now.
    """

    def __init__(self, message: Msg) -> None:
        self._message = message
        self.subject, self.payload = message.subject, message.data
        self.deliveries = message.metadata.num_delivered

    async def keep(self) -> None:
        """We are still at it."""
        await _said(self._message.in_progress())

    async def done(self) -> None:
        """Nobody need do it again; returns when the bus has heard that."""
        await _said(self._message.ack_sync())

    async def again(self, after_seconds: float) -> None:
        """Somebody is to do it later."""
        await _said(self._message.nak(delay=after_seconds))


async def _said(saying: Awaitable[object]) -> None:
    try:
        await saying
    except (NatsError, OSError, TimeoutError) as error:
        heed_cancellation(error)
        raise Unavailable(f"the bus does not hear what became of work: {error}") from error


class WorkQueue:
    """Where the next piece of work comes from."""

    def __init__(self, pulled: JetStreamContext.PullSubscription) -> None:
        self._pulled = pulled

    async def next(self) -> Work:
        """Waits until there is one."""
        while True:
            try:
                (message,) = await self._pulled.fetch(1, timeout=_ASK_AGAIN_SECONDS)
            except NothingYet:
                heed_cancellation()
            else:
                heed_cancellation()
                return Work(message)
