"""The bus: NATS for what is worth nothing a second later, JetStream for what must be kept.

One connection per process; it reconnects for ever and says so in readiness. `publish` is at most
once, `publish_kept` is acknowledged by JetStream and dropped there if its id was seen before.
`follow` reads a kept plane from a chosen start and goes on with what comes; it starts itself again
after any fault where it had stopped, so a handler sees each message at least once, in order.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, NamedTuple

from nats.aio.client import Client
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.js import JetStreamContext, api
from nats.js.errors import APIError, BucketNotFoundError, DigestMismatchError, ObjectNotFoundError
from nats.js.errors import NotFoundError as JetStreamNotFoundError
from nats.js.object_store import ObjectStore

from lokus_kit.clock import Clock, utc_milliseconds
from lokus_kit.errors import NotFound, PreconditionFailed, Unavailable
from lokus_kit.follow import Follower, Kept, Start
from lokus_kit.health import Health
from lokus_kit.logs import redact
from lokus_kit.reading import Reading
from lokus_kit.retry import Backoff, heed_cancellation, keep_running
from lokus_kit.work import WorkQueue
from lokus_proto.jetstream import JetStreamStream

log = logging.getLogger(__name__)

_FOLLOW_BACKOFF: Final = Backoff(first_seconds=0.2, cap_seconds=5.0)
_OBJECT_SECONDS: Final = 5.0
_FAULTS: Final = (NatsError, OSError, TimeoutError)
_WRONG_LAST_SEQUENCE: Final = frozenset({10071, 10164})


class Answer(NamedTuple):
    """What came in reply to a request."""

    payload: bytes
    headers: Mapping[str, str]


class Bus:
    """A connection to NATS, owned by the root."""

    def __init__(self, url: str, service: str, clock: Clock, health: Health) -> None:
        self._url = url
        self._service = service
        self._clock = clock
        self._client = Client()
        self._jetstream: JetStreamContext | None = None
        self._leaving = False
        self._pulled: set[JetStreamContext.PullSubscription] = set()
        self._condition = health.condition("bus")

    async def start(self) -> None:
        """Connect; waits for a server as long as it takes."""
        await self._client.connect(
            self._url.split(","),
            name=self._service,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            connect_timeout=2,
            ping_interval=5,
            max_outstanding_pings=2,
            pending_size=16 * 1024 * 1024,
            error_cb=self._on_error,
            disconnected_cb=self._on_disconnected,
            reconnected_cb=self._on_connected,
            closed_cb=self._on_disconnected,
        )
        self._jetstream = self._client.jetstream(timeout=5)
        await self._on_connected()

    async def drain(self) -> None:
        """Send what is buffered, stop all subscriptions, close."""
        self._leaving = True
        if self._client.is_connected:
            # The client does not count what was fetched of these as handled, and would wait for it for ever.
            for pulled in tuple(self._pulled):
                await pulled.unsubscribe()
            await self._client.drain()
        elif self._jetstream is not None:
            await self._client.close()

    async def rest_if_leaving(self) -> None:
        """For whom no message comes any more: after `drain`, wait to be cancelled; else return at once."""
        if self._leaving:
            await asyncio.Event().wait()

    @property
    def connected(self) -> bool:
        """Whether messages go out now."""
        return self._client.is_connected

    @property
    def largest_payload_bytes(self) -> int:
        """What the server takes in one message, headers included."""
        return self._client.max_payload

    def new_inbox(self) -> str:
        """A subject of our own, for replies."""
        return self._client.new_inbox()

    async def publish(self, subject: str, payload: bytes, headers: dict[str, str] | None = None) -> None:
        """Send, at most once; Unavailable while the bus is away."""
        with _translated(f"publish on {subject}"):
            if not self._client.is_connected:
                raise ConnectionError("not connected")
            await self._client.publish(subject, payload, headers=headers)

    async def publish_kept(
        self, subject: str, payload: bytes, message_id: str, after_seq: int | None = None
    ) -> int:
        """Send and wait until JetStream keeps it, and return its place; Unavailable if it does not say so.

        With `after_seq` it is kept only if the newest of its subject has that place (0: there is none);
        else PreconditionFailed.
        """
        headers = {"Nats-Msg-Id": message_id}
        if after_seq is not None:
            headers[api.Header.EXPECTED_LAST_SUBJECT_SEQUENCE] = str(after_seq)
        with _translated(f"publish on {subject}"):
            try:
                return (await self._js.publish(subject, payload, headers=headers)).seq
            except APIError as error:
                if error.err_code not in _WRONG_LAST_SEQUENCE:
                    raise
                raise PreconditionFailed(f"somebody else has published on {subject} since") from error

    async def newest(self, stream: JetStreamStream, subject: str) -> Kept | None:
        """The newest message that is kept of a subject; None if there is none."""
        with _translated(f"read {stream.name}"):
            try:
                found = await self._js.get_last_msg(stream.name, subject)
            except JetStreamNotFoundError:
                return None
        return Kept(subject, found.data or b"", found.seq or 0)

    async def request(self, subject: str, payload: bytes, timeout_seconds: float = 2.0) -> bytes:
        """Ask and wait for one reply; NotFound when nobody listens, Unavailable when nobody answers."""
        return (await self.ask(subject, payload, timeout_seconds)).payload

    async def ask(self, subject: str, payload: bytes, timeout_seconds: float) -> Answer:
        """The same, with the headers of the reply."""
        with _translated(f"request on {subject}"):
            try:
                reply = await self._client.request(subject, payload, timeout=timeout_seconds)
            except NoRespondersError as error:
                raise NotFound(f"nobody answers on {subject}") from error
            return Answer(reply.data, reply.headers or {})

    @asynccontextmanager
    async def subscribe(
        self, subject: str, *, queue: str = "", limit_messages: int = 65536
    ) -> AsyncIterator[Subscription]:
        """Iterate over `subscription.messages`; over the limit the newest are dropped and counted."""
        with _translated(f"subscribe to {subject}"):
            subscription = await self._client.subscribe(
                subject, queue=queue, pending_msgs_limit=limit_messages, pending_bytes_limit=256 * 1024 * 1024
            )
        try:
            yield subscription
        finally:
            if not (self._client.is_closed or self._client.is_draining):
                await subscription.unsubscribe()

    async def ensure(self, stream: JetStreamStream) -> None:
        """Make a JetStream stream, or bring it to its present shape."""
        config = api.StreamConfig(
            name=stream.name,
            subjects=[stream.subject],
            max_age=stream.max_age_seconds,
            max_bytes=stream.max_bytes,
            max_msgs_per_subject=1 if stream.last_per_subject else -1,
            duplicate_window=120,
            compression=api.StoreCompression.S2 if stream.compressed else api.StoreCompression.NONE,
        )
        if stream.key_value:
            config = config.evolve(
                duplicate_window=min(120, stream.max_age_seconds), allow_direct=True, allow_rollup_hdrs=True
            )
        with _translated(f"make the JetStream stream {stream.name}"):
            try:
                await self._js.update_stream(config)
            except JetStreamNotFoundError:
                if stream.key_value:  # a bucket that was lost and is made anew goes on counting upwards
                    config = config.evolve(first_seq=utc_milliseconds(self._clock.now()))
                await self._js.add_stream(config)

    async def follow(
        self,
        stream: JetStreamStream,
        subjects: Sequence[str],
        handle: Callable[[Kept], Awaitable[None]],
        *,
        start: Start,
        caught_up: Callable[[], None] | None = None,
    ) -> None:
        """Hand every message to `handle`, for ever; a ValueError of it is logged and passed over.

        `caught_up` is told each time all that was kept at the (re)start has been handled.
        """

        async def run_once() -> None:
            try:
                await self.ensure(stream)
                async with self.subscribe(inbox := self.new_inbox()) as subscription:
                    await follower.run_once(self._js, inbox, subscription)
            except (*_FAULTS, Unavailable) as error:
                heed_cancellation(error)
                await self.rest_if_leaving()
                raise

        follower = Follower(stream, subjects, handle, start, caught_up)
        await keep_running(
            f"follow {stream.name}",
            run_once,
            retry_on=(*_FAULTS, Unavailable),
            clock=self._clock,
            backoff=_FOLLOW_BACKOFF,
        )

    @asynccontextmanager
    async def read(self, stream: JetStreamStream, subject: str, start: Start) -> AsyncIterator[Reading]:
        """Read what is kept behind a place, in batches; Unavailable when the bus goes away."""
        await self.ensure(stream)
        async with self.subscribe(self.new_inbox()) as subscription:
            with _translated(f"read {stream.name}"):
                reading = Reading(stream, subject, self._client, subscription)
                await reading.open(self._js, start)
                yield reading

    @asynccontextmanager
    async def work(
        self, stream: JetStreamStream, subject: str, queue: str, hold_seconds: float
    ) -> AsyncIterator[WorkQueue]:
        """Take from what is kept, shared with all of this `queue`; Unavailable when the bus goes away."""
        await self.ensure(stream)
        with _translated(f"take work from {stream.name}"):
            config = api.ConsumerConfig(ack_wait=hold_seconds, max_ack_pending=1024)
            pulled = await self._js.pull_subscribe(subject, queue, stream.name, config)
            self._pulled.add(pulled)
            try:
                yield WorkQueue(pulled)
            finally:
                self._pulled.discard(pulled)
                if not (self._client.is_closed or self._client.is_draining):
                    await pulled.unsubscribe()

    async def bucket(
        self, name: str, max_age_seconds: float, max_bytes: int, *, refuse_when_full: bool = False
    ) -> "Bucket":
        """An object store, made if it is missing; when it is full, the oldest objects go or none comes in."""
        full = api.DiscardPolicy.NEW if refuse_when_full else api.DiscardPolicy.OLD
        with _translated(f"open the bucket {name}"):
            try:
                store = await self._js.object_store(name)
            except BucketNotFoundError:
                config = api.ObjectStoreConfig(ttl=max_age_seconds, max_bytes=max_bytes)
                store = await self._js.create_object_store(name, config)
            # The client knows no such option.
            kept = (await self._js.stream_info(f"OBJ_{name}")).config
            if kept.discard is not full:
                await self._js.update_stream(kept.evolve(discard=full))
        return Bucket(store)

    @property
    def _js(self) -> JetStreamContext:
        if self._jetstream is None:
            raise Unavailable("the bus is not connected yet")
        return self._jetstream

    async def _on_connected(self) -> None:
        server = self._client.connected_url
        log.info("bus: connected to %s", server and f"{server.hostname}:{server.port}")
        self._condition.ok()

    async def _on_disconnected(self) -> None:
        if not self._client.is_closed:
            log.warning("bus: connection lost, trying again")
        self._condition.failing("NATS cannot be reached")

    async def _on_error(self, error: Exception) -> None:
        if not self.connected:
            self._condition.failing("NATS cannot be reached")
        transport: Any = self._client._transport  # noqa: SLF001 (there is no other way to it)
        if self._client.is_reconnecting and transport:
            transport.close()  # which the client leaves open when a handshake fails and it tries again
        log.warning("bus: %s", redact(str(error) or type(error).__name__))


class Bucket:
    """Objects kept by JetStream under a key."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, content: bytes) -> None:
        """Keep an object."""
        with _translated(f"keep the object {key}"):
            await self._store.put(key, content)

    async def delete(self, key: str) -> None:
        """Have an object gone."""
        with _translated(f"delete the object {key}"), suppress(ObjectNotFoundError, JetStreamNotFoundError):
            await self._store.delete(key)

    async def get(self, key: str) -> bytes:
        """Read an object; NotFound once it is gone."""
        gone = NotFound(f"the object {key} is gone or never was")
        with _translated(f"read the object {key}"):
            try:
                await self._store.get_info(key)
            except (ObjectNotFoundError, JetStreamNotFoundError) as error:
                raise gone from error
            try:
                # Parts that a full bucket let go never come, and the client would wait for ever.
                async with asyncio.timeout(_OBJECT_SECONDS):
                    return (await self._store.get(key)).data or b""
            except (DigestMismatchError, TimeoutError) as error:
                raise gone from error


class _translated:  # noqa: N801 (reads as a word where it is used)
    """Turns what NATS raises into Unavailable, saying what was being done."""

    def __init__(self, doing: str) -> None:
        self._doing = doing

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, Exception):
            heed_cancellation(error)
        if isinstance(error, _FAULTS):
            raise Unavailable(
                f"the bus did not take part: {self._doing}: {str(error) or type(error).__name__}"
            ) from error
