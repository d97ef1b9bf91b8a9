"""Timelines and clips over HTTP."""

import asyncio
from typing import Any

import pytest

from lokus_identity.caller import Role
from lokus_proto.v1.footage import GapReason, RecordingGap, TimelineReply
from lokus_proto.v1.recording import RecordingMode
from support.gateway_app import GatewayBench
from support.gateway_facts import MINUTE, NOON, caller

ASKED = {"from": "2026-11-22T11:59:30Z", "until": "2026-11-22T12:00:00Z"}


def bench_of_owner() -> GatewayBench:
    bench = GatewayBench()
    bench.caller = caller("kpu", Role.OWNER_ADMIN)
    return bench


async def test_a_timeline_is_told_in_spans_and_gaps() -> None:
    bench = bench_of_owner()
    gap = RecordingGap(start=NOON - MINUTE, end=NOON, reason=GapReason.WORKER)
    bench.archive.told = TimelineReply(gaps=(gap,), mode=RecordingMode.CONTINUOUS)
    async with bench.http() as http:
        found = (await http.get("/v1/cameras/cam-1/recordings", params=ASKED)).json()
    assert (found["from"], found["until"], found["mode"]) == (*ASKED.values(), "continuous")
    (told,) = found["gaps"]
    assert (told["from"], told["reason"], told["failure"]) == ("2026-11-22T11:59:00Z", "worker", None)
    assert (found["recorded_until"], found["next"]) == (None, None)


async def test_a_clip_says_what_it_is() -> None:
    bench = bench_of_owner()
    async with bench.http() as http:
        answer = await http.get("/v1/cameras/cam-1/clip", params=ASKED)
    assert answer.content == b"moovabcdef"
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-length"] == "10"
    assert answer.headers["accept-ranges"] == "none"
    name = "cam-1_20261122T120000Z_60s.mp4"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["lokus-clip-from"] == "2026-11-22T12:00:00.000Z"
    assert answer.headers["lokus-clip-until"] == "2026-11-22T12:01:00.000Z"


def request(spec_version: str) -> dict[str, Any]:
    query = "from=2026-11-22T11:59:30Z&until=2026-11-22T12:00:00Z"
    path = "/v1/cameras/cam-1/clip"
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": spec_version},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [],
        "client": ("test", 1),
        "server": ("test", 80),
    }


async def test_a_clip_that_is_ended_has_no_end() -> None:
    bench = bench_of_owner()
    bench.archive.plan = bench.archive.plan.model_copy(update={"size_bytes": None})
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)
        if message.get("body") == b"abc":
            await bench.downloads.stop()

    await bench.app(request("2.4"), receive, send)
    assert sent[0]["status"] == 200
    assert [message["body"] for message in sent[1:]] == [b"moov", b"abc"]
    assert all(message["more_body"] for message in sent[1:])


@pytest.mark.parametrize("ends", ["client", "right"])
async def test_a_client_that_is_slow_or_gone_holds_nothing(ends: str) -> None:
    bench = bench_of_owner()
    stuck = asyncio.Event()
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await stuck.wait()
        if ends == "right":
            await bench.downloads.stop()
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message.get("body"):
            stuck.set()
            await asyncio.Event().wait()

    async with asyncio.timeout(5):
        await bench.app(request("2.3"), receive, send)
    assert bench.tally.ended_whys == ["gone" if ends == "client" else "stopping"]


async def test_a_time_has_an_offset_and_its_plus_may_arrive_as_a_space() -> None:
    bench = bench_of_owner()
    async with bench.http() as http:
        without = ASKED | {"from": "2026-11-22T11:59:30"}
        assert (await http.get("/v1/cameras/cam-1/recordings", params=without)).status_code == 422
        await http.get(
            "/v1/cameras/cam-1/recordings?from=2026-11-22T18:59:30+07:00&until=2026-11-22T19:00:00%2B07:00"
        )
    assert [end - start for start, end in bench.archive.ranges] == [MINUTE / 2]


async def test_a_bad_range_is_told() -> None:
    bench = bench_of_owner()
    async with bench.http() as http:
        backwards = {"from": ASKED["until"], "until": ASKED["from"]}
        long = ASKED | {"from": "2026-11-22T09:59:30Z"}
        for path in ("clip", "recordings"):
            answer = await http.get(f"/v1/cameras/cam-1/{path}", params=backwards)
            assert (answer.status_code, answer.json()["type"]) == (400, "urn:lokus:problem:bad-input")
        answer = await http.get("/v1/cameras/cam-1/clip", params=long)
        assert (answer.status_code, answer.json()["reason"]) == (422, "too-long")


async def test_the_api_describes_itself() -> None:
    bench = bench_of_owner()
    async with bench.http() as http:
        paths = (await http.get("/openapi.json")).json()["paths"]
    clip = paths["/v1/cameras/{camera}/clip"]["get"]
    assert set(clip["responses"]["200"]["content"]) == {"video/mp4"}
    assert {"400", "403", "404", "409", "422", "503"} <= set(clip["responses"])
    names = {each["name"]: each["schema"].get("format") for each in clip["parameters"]}
    assert names["from"] == names["until"] == "date-time"
