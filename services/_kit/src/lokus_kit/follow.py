"""Reading a kept plane in order: what `Bus.follow` runs, again after each fault.

A push consumer without acknowledgements, watched from here: the consumer's own count shows a lost
message, its heartbeats show a lost server; it sends no faster than its messages are handled. The
follower remembers the last place that it handled and goes on behind it; if the bus has lost what it
kept, it begins anew.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext, api

from lokus_kit.errors import Unavailable
from lokus_kit.retry import heed_cancellation
from lokus_proto.jetstream import JetStreamStream

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS: Final = 1.0
SILENCE_SECONDS: Final = 4.0
"""So long a server that restarted, and forgot the consumer, goes unnoticed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One message of a kept plane; `seq` is its place in this life of the JetStream stream."""

    subject: str
    payload: bytes
    seq: int
    life: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """Where `follow` begins: the newest of each subject, only what is new, or behind `after_seq`."""

    policy: api.DeliverPolicy
    after_seq: int = 0
    life: str = ""

    @classmethod
    def latest(cls) -> "Start":
        """The newest message of each subject, then what comes."""
        return cls(api.DeliverPolicy.LAST_PER_SUBJECT)

    @classmethod
    def new(cls) -> "Start":
        """Only what comes."""
        return cls(api.DeliverPolicy.NEW)

    @classmethod
    def after(cls, seq: int, life: str = "") -> "Start":
        """All messages behind a place (0: all there are), then what comes.

        With the `life` that the place is of, all there are if the JetStream stream was made anew since.
        """
        return cls(api.DeliverPolicy.BY_START_SEQUENCE, seq, life)


class Follower:
    """An ordered reader of one JetStream stream."""

    def __init__(
        self,
        stream: JetStreamStream,
        subjects: Sequence[str],
        handle: Callable[[Kept], Awaitable[None]],
        start: Start,
        caught_up: Callable[[], None] | None,
    ) -> None:
        self._stream = stream
        self._subjects = list(subjects)
        self._handle = handle
        self._policy = start.policy
        self._caught_up = caught_up or (lambda: None)
        self._seen = start.after_seq
        self._life = start.life

    async def run_once(self, js: JetStreamContext, inbox: str, subscription: Subscription) -> None:
        """Make a consumer that sends to `inbox` and read it until it breaks: a gap, a silence, an error."""
        consumer = await self._consumer(js, inbox)
        if not consumer.num_pending:
            self._caught_up()
        expected = 1
        while True:
            message = await subscription.next_msg(timeout=SILENCE_SECONDS)
            heed_cancellation()  # which `next_msg` swallows when it comes together with a message
            if _is_status(message):
                await _tell_flow(message)
                continue
            metadata = message.metadata
            if metadata.sequence.consumer != expected:
                raise Unavailable(f"{self._stream.name}: a message was lost on the way; reading again")
            expected += 1
            await self._take(Kept(message.subject, message.data, metadata.sequence.stream, self._life))
            if metadata.num_pending == 0:
                self._caught_up()

    async def _consumer(self, js: JetStreamContext, inbox: str) -> api.ConsumerInfo:
        found = await js.stream_info(self._stream.name)
        state, life = found.state, str(found.created)
        if self._seen > state.last_seq or self._life not in {"", life}:
            log.warning("%s begins anew: the bus lost what it kept", self._stream.name)
            self._seen = 0
        self._life = life
        if self._policy is api.DeliverPolicy.NEW:
            self._policy, self._seen = api.DeliverPolicy.BY_START_SEQUENCE, state.last_seq
        policy, after = self._policy, None
        if self._seen or policy is api.DeliverPolicy.BY_START_SEQUENCE:
            policy, after = api.DeliverPolicy.BY_START_SEQUENCE, self._seen + 1
        return await js.add_consumer(
            self._stream.name,
            api.ConsumerConfig(
                deliver_subject=inbox,
                deliver_policy=policy,
                opt_start_seq=after,
                ack_policy=api.AckPolicy.NONE,
                filter_subjects=self._subjects,
                idle_heartbeat=HEARTBEAT_SECONDS,
                flow_control=True,
                inactive_threshold=30,
                mem_storage=True,
                num_replicas=1,
            ),
        )

    async def _take(self, kept: Kept) -> None:
        try:
            await self._handle(kept)
        except ValueError as error:
            log.warning("message on %s passed over: %s", kept.subject, error, extra={"seq": kept.seq})
        self._seen = kept.seq


async def _tell_flow(status: Msg) -> None:
    """Say that all before this status is handled, if it asks (NATS docs, "Flow control")."""
    status.reply = status.reply or (status.headers or {}).get("Nats-Consumer-Stalled", "")
    if status.reply:
        await status.respond(b"")


def _is_status(message: Msg) -> bool:
    headers: Mapping[str, str] = message.headers or {}
    return "Status" in headers
