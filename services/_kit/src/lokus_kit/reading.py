"""Reading a kept plane in batches, at the reader's own pace: what `Bus.read` yields.

A pull consumer without acknowledgements. Any fault ends the reading as Unavailable; whoever reads keeps
the place up to which it has done its work, and begins a new reading behind it.
"""

import json
from typing import Final

from nats.aio.client import Client
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext, api

from lokus_kit.errors import Unavailable
from lokus_kit.follow import Kept, Start
from lokus_kit.retry import heed_cancellation
from lokus_proto.jetstream import JetStreamStream

_STATUS_NOTHING: Final = frozenset({"404", "408"})
"""No messages, or no more within the time asked for."""
_GRACE_SECONDS: Final = 3.0


class Reading:
    """An ordered reader of one JetStream stream."""

    def __init__(
        self, stream: JetStreamStream, subject: str, client: Client, subscription: Subscription
    ) -> None:
        self._stream = stream
        self._subject = subject
        self._client = client
        self._subscription = subscription
        self._request_subject = ""
        self._expected = 1
        self._life = ""

    async def open(self, js: JetStreamContext, start: Start) -> None:
        """Begin behind the start's place, or with all there is if that is of another life."""
        found = await js.stream_info(self._stream.name)
        self._life = str(found.created)
        lost = start.after_seq > found.state.last_seq or start.life not in {"", self._life}
        consumer = await js.add_consumer(
            self._stream.name,
            api.ConsumerConfig(
                deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=1 if lost else start.after_seq + 1,
                ack_policy=api.AckPolicy.NONE,
                filter_subject=self._subject,
                inactive_threshold=30,
                mem_storage=True,
                num_replicas=1,
            ),
        )
        self._request_subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream.name}.{consumer.name}"

    async def next(self, limit: int, wait_seconds: float) -> list[Kept]:
        """What comes next, at most `limit`, as soon as so many are there or the time is over."""
        asked = {"batch": limit, "expires": int(wait_seconds * 1e9)}
        await self._client.publish(
            self._request_subject, json.dumps(asked).encode(), reply=self._subscription.subject
        )
        found: list[Kept] = []
        while len(found) < limit:
            message = await self._subscription.next_msg(timeout=wait_seconds + _GRACE_SECONDS)
            heed_cancellation()  # which `next_msg` swallows when it comes together with a message
            status = (message.headers or {}).get("Status")
            if status in _STATUS_NOTHING:
                break
            if status is not None:
                raise Unavailable(f"{self._stream.name}: the reading was ended ({status}); reading again")
            sequence = message.metadata.sequence
            if sequence.consumer != self._expected:
                raise Unavailable(f"{self._stream.name}: a message was lost on the way; reading again")
            self._expected += 1
            found.append(Kept(message.subject, message.data, sequence.stream, self._life))
        return found
