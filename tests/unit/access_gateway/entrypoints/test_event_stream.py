"""Server-sent events as they go over the line."""

import asyncio
import json

from lokus_access_gateway.application.live_feed import CameraGone, Closing, Note
from lokus_access_gateway.domain.event import Event
from lokus_access_gateway.entrypoints.event_stream import rendered
from lokus_proto.v1.event import EndReason, EventKind, Region
from support.gateway_app import GatewayBench
from support.gateway_facts import NOON, TENANT, caller
from support.virtual_clock import settle

REGION = Region(x=0, y=0, width=1, height=1)


def test_each_kind_has_its_name() -> None:
    raised = Event(TENANT, "e1", "cam-1", EventKind.MOTION, NOON, REGION)
    over = Event(TENANT, "e1", "cam-1", EventKind.MOTION, NOON, REGION, None, NOON, EndReason.QUIET)
    view = GatewayBench().access.view(caller(), "cam-1")
    assert view is not None
    told = (view, CameraGone("cam-1"), raised, over, Note.READY, Closing("slow"))
    names = [rendered(each).partition("\n")[0] for each in told]
    assert names == [
        "event: camera",
        "event: camera-gone",
        "event: event-raised",
        "event: event-ended",
        "event: ready",
        "event: closing",
    ]


def test_a_message_is_one_line_of_json_and_silence_a_comment() -> None:
    _, content, end, _ = rendered(CameraGone("cam-1")).split("\n")
    assert (json.loads(content.removeprefix("data: ")), end) == ({"id": "cam-1"}, "")
    assert rendered(Note.QUIET).startswith(":")


async def test_the_stream_begins_with_the_cameras_and_ends_when_the_gateway_stops() -> None:
    bench = GatewayBench()
    async with bench.http() as http, asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(http.get("/v1/events/stream"), name="reading")
        await settle()
        assert len(bench.feed._subscriptions) == 1
        await bench.feed.stop()
    names = [line for line in reading.result().text.splitlines() if line.startswith("event:")]
    assert names == ["event: camera", "event: ready", "event: closing"]
    assert reading.result().headers["Cache-Control"] == "no-store"
    assert not bench.feed._subscriptions
