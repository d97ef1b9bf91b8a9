"""Answers the registry's requests to look at a device; the workers of the fleet share them.

A few looks at a time for each worker: each waits for its device most of the time. Whatever comes of
a look is an answer; only a message that is no request goes without one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final
from uuid import uuid4

from nats.aio.msg import Msg

from lokus_ingest.application.ports import Vault
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.v1.probe import ProbeReason, ProbeReply, ProbeReport, ProbeRequest

log = logging.getLogger(__name__)

AT_ONCE: Final = 4
QUEUE: Final = "ingest-probes"
_LISTEN_AGAIN: Final = Backoff(first_seconds=0.2, cap_seconds=2.0)

Look = Callable[[str, Credentials | None], Awaitable[ProbeReport]]


class ProbeRequests:
    """`run` is a task of the root; `look` raises DeviceFailure."""

    def __init__(self, bus: Bus, look: Look, vault: Vault, service: str, clock: Clock) -> None:
        self._bus = bus
        self._look = look
        self._vault = vault
        self._service = service
        self._clock = clock
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Answer until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            await keep_running(
                "probes",
                partial(self._run_once, tasks),
                retry_on=(Unavailable,),
                clock=self._clock,
                backoff=_LISTEN_AGAIN,
            )

    async def _run_once(self, tasks: asyncio.TaskGroup) -> None:
        async with self._bus.subscribe(subjects.all_probes(), queue=QUEUE) as subscription:
            async for message in subscription.messages:
                await self._room.acquire()
                tasks.create_task(self._take(message), name=f"probe {message.subject}")
        await self._bus.rest_if_leaving()

    async def _take(self, message: Msg) -> None:
        try:
            _, tenant, probe, _ = subjects.parse(message.subject)
            request = open_envelope(message.data, ProbeRequest).data
            await self._reply(message, tenant, await self._answer(probe, request))
        except ValueError as error:
            log.warning("request for a probe passed over: %s", error)
        except Unavailable as error:
            log.warning("probe left without an answer: %s", error)
        finally:
            self._room.release()

    async def _answer(self, probe: str, request: ProbeRequest) -> ProbeReply:
        sealed = request.sealed_credentials
        try:
            credentials = None if sealed is None else self._vault.open(sealed)
            return ProbeReply(probe=probe, report=await self._look(request.address, credentials))
        except SourceFailure as failure:
            return ProbeReply(probe=probe, reason=ProbeReason.CREDENTIALS, detail=failure.detail)
        except DeviceFailure as failure:
            return ProbeReply(probe=probe, reason=failure.reason, detail=failure.sentence)

    async def _reply(self, message: Msg, tenant: str, answer: ProbeReply) -> None:
        wrapped = envelope(
            answer,
            message_id=uuid4().hex,
            service=self._service,
            tenant=tenant,
            subject=answer.probe,
            time=self._clock.now(),
        )
        if message.reply:
            await self._bus.publish(message.reply, wrapped.to_bytes())
