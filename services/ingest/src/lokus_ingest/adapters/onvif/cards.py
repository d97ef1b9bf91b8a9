"""The cards of cameras, asked for a range of time: where to replay it, and by which clock."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from lokus_ingest.adapters.onvif.card import recordings, replay_uri
from lokus_ingest.adapters.onvif.opening import open_device
from lokus_ingest.application.card.ports import CardPlan, Replay
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.onvif.card import known_offset, stretches
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.onvif.target import Target, target_of
from lokus_kit.clock import Clock
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.probe import ProbeReason

PLAN_SECONDS: Final = 60.0


class OnvifCards:
    """The port `Cards`; `admit` gives the address of a host if it may be connected to."""

    def __init__(self, admit: Callable[[str], Awaitable[str]], clock: Clock) -> None:
        self._admit = admit
        self._clock = clock

    async def plan(
        self,
        device: OnvifSource,
        credentials: Credentials | None,
        start: datetime,
        until: datetime,
        offset: timedelta | None,
    ) -> CardPlan:
        """What is to be replayed for a range of our time; `offset`: that of an earlier plan, which stands."""
        target = target_of(device.url)
        reached = target.at(await self._admit(target.host))
        try:
            async with asyncio.timeout(PLAN_SECONDS):
                return await self._plan(device, reached, credentials, (start, until), offset)
        except TimeoutError:
            raise DeviceFailure(
                ProbeReason.TIMED_OUT,
                f"the device did not tell what is on its card within {PLAN_SECONDS:.0f} s",
            ) from None

    async def _plan(
        self,
        device: OnvifSource,
        reached: Target,
        credentials: Credentials | None,
        range_: tuple[datetime, datetime],
        offset: timedelta | None,
    ) -> CardPlan:
        start, until = range_
        async with open_device(reached, credentials, self._clock) as opened:
            ahead = known_offset(opened.clock_offset) if offset is None else offset
            held = await recordings(opened)
            wanted = stretches(held, start + ahead, until + ahead, device.main_profile)
            urls = {
                recording: await replay_uri(opened, recording)
                for recording in dict.fromkeys(each.recording for each in wanted)
            }
        return CardPlan(ahead, tuple(Replay(urls[each.recording], each.start, each.until) for each in wanted))
