"""All that is done for one stream, from the moment it is wanted until it no longer is.

Four tasks under one group: pull, send, report, answer readers. None of them ends by itself; a bug in
one ends the service, an expected failure never leaves its task.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from lokus_ingest.application.approach import Approach
from lokus_ingest.application.attention import Attention
from lokus_ingest.application.counting import Counting
from lokus_ingest.application.device_work import DeviceWork
from lokus_ingest.application.fleet import Owns, Wanted
from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.outlet import Outlet
from lokus_ingest.application.ports import Outbound, Overtaken, Source, Vault
from lokus_ingest.application.puller import Puller
from lokus_ingest.application.recording.recorders import Recorders
from lokus_ingest.application.reporter import Reporter, told
from lokus_ingest.application.takeover import Takeover
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.spans import NOT_YET
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_proto.v1.stream_state import Phase, StreamState

_TELL_AGAIN_SECONDS: Final = 1.0


class StreamWork:
    """Knows what a stream needs; `streams` are those at work now."""

    def __init__(
        self,
        new_source: Callable[[], Source],
        vault: Vault,
        approach: Approach,
        attention: Attention,
        device_work: DeviceWork,
        outbound: Outbound,
        serve_readers: Callable[[LiveStream], Awaitable[None]],
        clock: Clock,
        tally: Tally,
        counting: Counting,
        takeover: Takeover,
        owns: Owns,
        recording: Recorders | None,
    ) -> None:
        self._new_source = new_source
        self._vault = vault
        self._approach = approach
        self._attention = attention
        self._device_work = device_work
        self._outbound = outbound
        self._serve_readers = serve_readers
        self._clock = clock
        self._tally = tally
        self._counting = counting
        self._takeover = takeover
        self._owns = owns
        self._recording = recording
        self._on_overtaken: Callable[[StreamKey], None] = lambda _: None
        self.streams: dict[StreamKey, LiveStream] = {}

    async def run(self, key: StreamKey, wanted: Wanted) -> None:
        """Work until cancelled; for a stream that nobody is to pull, say so and end."""
        if wanted.source is None:
            self._counting.stop(key, held=wanted.held)
            await self._say_stopped(key)
            return
        taken = await self._takeover.take(key)
        outlet = Outlet(key, self._outbound, self._tally)
        spans = self._counting.of(key)
        recorder = self._recording.of(key) if self._recording is not None else None
        stream = LiveStream(
            key,
            self._clock,
            self._tally,
            outlet,
            spans,
            epoch=taken.epoch,
            last_run=taken.last_run,
            worker=self._takeover.worker,
            is_held=lambda: self._takeover.is_held(taken),
            tap=recorder,
        )
        puller = Puller(
            stream,
            wanted.source,
            wanted.sealed_credentials,
            self._new_source(),
            self._vault,
            self._approach,
            self._attention,
            self._clock,
            handed_over=taken.earlier is not None,
            sound=wanted.sound and recorder is not None,
        )
        reporter = Reporter(stream, self._outbound, self._clock, self._tally, self._on_overtaken)
        self.streams[key] = stream
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(puller.run(), name=f"pull {key}")
                tasks.create_task(outlet.run(), name=f"send {key}")
                tasks.create_task(reporter.run(), name=f"report {key}")
                tasks.create_task(self._serve(stream), name=f"readers {key}")
                if recorder is not None:
                    tasks.create_task(recorder.run(), name=f"record {key}")
                if wanted.onvif is not None:
                    tasks.create_task(self._device_work.run(wanted, stream), name=f"device {key}")
        finally:
            del self.streams[key]
            spans.change(NOT_YET, self._clock.monotonic_seconds())
            if not self._owns(key):
                self._counting.stop(key, held=False)

    def tell_overtaken(self, whom: Callable[[StreamKey], None]) -> None:
        """Whom to tell when another worker turns out to have taken a stream over."""
        self._on_overtaken = whom

    async def _serve(self, stream: LiveStream) -> None:
        await self._serve_readers(stream)

    async def _say_stopped(self, key: StreamKey) -> None:
        taken = await self._takeover.take(key)
        state = StreamState(
            camera=key.camera,
            stream=key.stream,
            phase=Phase.STOPPED,
            since=self._clock.now(),
            epoch=taken.epoch,
            worker=self._takeover.worker,
        )
        with suppress(Overtaken):
            while not await told(self._outbound, key, state, self._tally):
                await self._clock.sleep(_TELL_AGAIN_SECONDS)
