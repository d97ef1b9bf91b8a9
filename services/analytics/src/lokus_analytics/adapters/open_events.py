"""Events that an earlier life of this service raised and never ended.

A camera has one open event at most, so the newest `raised` and the newest `ended` of each camera in
the kept plane tell. One process at a time is the owner of all events.
"""

import asyncio

from lokus_kit.bus import Bus
from lokus_kit.follow import Kept, Start
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import EVENT
from lokus_proto.v1.event import EventEnded, EventRaised


async def open_events(bus: Bus) -> list[tuple[str, EventRaised]]:
    """Read the kept plane up to the present; returns tenant and event of each that is open."""
    raised: dict[tuple[str, str], EventRaised] = {}
    ended: dict[tuple[str, str], str] = {}
    caught_up = asyncio.Event()

    async def handle(kept: Kept) -> None:
        _, tenant, camera, what = subjects.parse(kept.subject)
        if what == "raised":
            raised[tenant, camera] = open_envelope(kept.payload, EventRaised).data
        else:
            ended[tenant, camera] = open_envelope(kept.payload, EventEnded).data.event

    async with asyncio.TaskGroup() as tasks:
        follow = bus.follow(
            EVENT,
            subjects.all_camera_events(),
            handle,
            start=Start.latest(),
            caught_up=caught_up.set,
        )
        task = tasks.create_task(follow, name="open events")
        await caught_up.wait()
        task.cancel()
    return [(key[0], event) for key, event in raised.items() if ended.get(key) != event.event]
