"""The platform probes cameras: one that waits is probed once ingest has measured pictures of it.

Cameras begin to wait in transactions of this process or of another: those of late are looked up several
times a second, all of them now and then; while very many are new, so seldom that it costs little. States of
streams are opened only for cameras that wait, so that a city of them costs little; what comes before its
camera is known to wait comes again within 10 s.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, NotFound, Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto.v1.stream_state import Phase, StreamState
from lokus_registry.application.life.ports import WaitingRoom
from lokus_registry.application.life.step import write_edge
from lokus_registry.application.placing import held
from lokus_registry.application.ports import Begin
from lokus_registry.domain.life.life import Author, step
from lokus_registry.domain.life.state import LifeState, Verb

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.25
_LATE: Final = timedelta(seconds=30)
"""So much longer than any transaction takes to commit."""
_LOOKS_OF_LATE: Final = 240
_RESTS: Final = 20
"""So many times longer than a look takes is the rest after it, at least, up to the longest."""
_LONGEST_REST_SECONDS: Final = _LATE.total_seconds() / 3
_PATIENT: Final = Backoff(first_seconds=0.5, cap_seconds=10.0)


class Probing:
    """Knows who waits, and takes what the bus tells of streams. `run` is a task of the root."""

    def __init__(self, begin: Begin, room: WaitingRoom, clock: Clock) -> None:
        self._begin = begin
        self._room = room
        self._clock = clock
        self._waiting: dict[tuple[str, str], datetime] = {}

    async def run(self) -> None:
        """Keep knowing who waits, for ever."""
        await keep_running(
            "probing", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_PATIENT
        )

    async def _run_once(self) -> None:
        while True:
            await self._look_and_rest(all_of_them=True)
            for _ in range(_LOOKS_OF_LATE):
                await self._look_and_rest(all_of_them=False)

    async def _look_and_rest(self, *, all_of_them: bool) -> None:
        began_seconds = self._clock.monotonic_seconds()
        await self.look(all_of_them=all_of_them)
        took_seconds = self._clock.monotonic_seconds() - began_seconds
        rest_seconds = min(_RESTS * took_seconds, _LONGEST_REST_SECONDS)
        await self._clock.sleep(max(LOOK_SECONDS, rest_seconds))

    async def look(self, *, all_of_them: bool = False) -> None:
        """Look up who has begun to wait of late, or all who wait."""
        if all_of_them:
            found = await self._room.waiting(None)
            self._waiting.clear()
        else:
            found = await self._room.waiting(self._clock.now() - _LATE)
        for each in found:
            self._waiting[each.tenant, each.camera] = each.pictures_after

    def waits(self, tenant: str, camera: str) -> bool:
        """Whether the states of a camera's streams are worth opening."""
        return (tenant, camera) in self._waiting

    async def take(self, tenant: str, state: StreamState, at: datetime) -> None:  # noqa: ARG002
        """Probe the camera if this shows pictures that count as its own."""
        after = self._waiting.get((tenant, state.camera))
        if after is None or not _shows_pictures(state, after):
            return
        try:
            await self._probe(tenant, state)
        except (NotFound, Conflict) as error:
            log.info("not probed: %s", error, extra={"camera_id": state.camera})
        self._waiting.pop((tenant, state.camera), None)

    async def _probe(self, tenant: str, state: StreamState) -> None:
        async with self._begin(tenant) as registers:
            before = await held(registers, state.camera)
            life = before.life
            waits = life.state is LifeState.REGISTERED and life.consented
            if waits and _shows_pictures(state, life.pictures_after):
                platform = Author()
                after = step(life, Verb.PROBE, platform, self._clock.now(), _seen(state))
                await write_edge(registers, before, after, Verb.PROBE, platform)


def _shows_pictures(state: StreamState, after: datetime) -> bool:
    """The phase is younger than the camera's wish: both clocks are the platform's own."""
    return state.phase is Phase.DELIVERING and state.measured is not None and state.since >= after


def _seen(state: StreamState) -> str:
    measured = state.measured
    return f"{measured.codec} {measured.width}x{measured.height}" if measured is not None else "pictures"
