"""Recorded footage over the API: a real gateway, a real ingest, and a folder of recordings."""

import asyncio
import hashlib
import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from integration.access_gateway.town import Town
from integration.ingest.ingest_process import IngestProcess
from lokus_ingest.domain.recording.ending import lost
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import SystemClock
from lokus_local.recording.command import recording
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import ReasonKind
from support.engines import NatsServer
from support.waiting import until
from unit.ingest.encoded import encoded
from unit.ingest.footage import FRAME, SECOND, MemoryFootage, coded, shown_times

LENGTH = 60 * FRAME
START = SystemClock().now().astimezone(UTC).replace(microsecond=0) - timedelta(hours=2)
FILLER = b"\x00\x00\x00\x01\x0c" + b"\xff" * 150_000 + b"\x80"
"""A NAL unit that decoders pass over (H.264, 7.3.2.7), so that footage is larger than any buffer."""


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recordings")


@pytest.fixture(scope="module")
def ingest(nats_server: NatsServer, recordings: Path) -> Iterator[IngestProcess]:
    """Two workers would do as well: nothing is kept between two questions."""
    process = IngestProcess(nats_server.url, Fernet.generate_key().decode(), recordings / "log", recordings)
    process.start()
    yield process
    process.kill()


def heavy(units: tuple[AccessUnit, ...]) -> list[AccessUnit]:
    return [unit._replace(payload=unit.payload + FILLER) for unit in units]


@pytest.fixture
def footage(town: Town, ingest: IngestProcess, recordings: Path) -> MemoryFootage:
    """Two segments of a run, a gap since the camera stalled, and a third."""
    laid, key = MemoryFootage(), StreamKey(town.tenant, "cam-1", StreamName.MAIN)
    pictures = encoded(Codec.H264)
    laid.record(pictures, START, key=key)
    stalled = lost(ReasonKind.STALLED)
    laid.record(pictures, START + LENGTH, key=key, first_pts_90k=216_000, ending=stalled)
    laid.record(pictures, START + 20 * SECOND, run=8, key=key)
    laid.record(heavy(pictures), START + 600 * SECOND, run=9, key=key)
    laid.lay(recordings / "store")
    return laid


def asked(start: datetime, end: datetime) -> dict[str, str]:
    return {"from": start.isoformat(), "until": end.isoformat()}


async def clip(town: Town, headers: dict[str, str], start: datetime, end: datetime) -> httpx.Response:
    return await town.http.get("/v1/cameras/cam-1/clip", params=asked(start, end), headers=headers)


async def timeline(town: Town, headers: dict[str, str], start: datetime, end: datetime) -> httpx.Response:
    return await town.http.get("/v1/cameras/cam-1/recordings", params=asked(start, end), headers=headers)


async def answering(town: Town) -> None:
    """Wait until an ingest listens."""

    async def answers() -> bool:
        return (await timeline(town, town.owner, START, START + SECOND)).status_code == 200

    await until(answers, "timeline", limit_seconds=20)


async def test_a_timeline_tells_spans_and_gaps(town: Town, footage: MemoryFootage) -> None:
    await town.camera()
    await answering(town)
    answer = await timeline(town, town.owner, START, START + 60 * SECOND)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert [(span["run"], span["frames"]) for span in told["spans"]] == [(7, 120), (8, 60)]
    assert [(gap["reason"], gap["failure"]) for gap in told["gaps"]] == [
        ("source", "stalled"),
        ("unknown", None),
    ]
    begin = datetime.fromisoformat(told["gaps"][0]["from"])
    assert begin - START == 2 * LENGTH


async def test_a_clip_over_segments_runs_and_a_gap_plays(town: Town, footage: MemoryFootage) -> None:
    await town.camera()
    await answering(town)
    answer = await clip(town, town.owner, START + 1.3 * SECOND, START + 21 * SECOND)
    assert answer.status_code == 200, answer.text
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    times = shown_times(answer.content)
    assert times[0] == 1800
    assert len(times) == 120 - 33 + 25
    assert [round(later - earlier) for earlier, later in pairwise(times) if later - earlier != 3600] == [
        int((20 - 4.76) * 90_000)
    ]
    recorded = [picture for each in footage.index for picture in coded(footage.objects[each.object])]
    hashes = [hashlib.sha256(picture).hexdigest() for picture in recorded]
    got = [hashlib.sha256(picture).hexdigest() for picture in coded(answer.content)]
    assert got == hashes[20 : 20 + len(got)]


async def test_a_grant_opens_what_came_after_it_and_no_picture_before(
    town: Town, footage: MemoryFootage
) -> None:
    await town.camera()
    await answering(town)
    await town.grant("live-only")
    denied = await clip(town, town.police, START, START + SECOND)
    assert (denied.status_code, denied.json()["reason"]) == (403, "no-grant")
    since = START + 1.3 * SECOND
    begins = since - SystemClock().now()
    await town.grant("footage", actions=["playback", "export"], begins=begins, lasts=timedelta(hours=9))
    early = await clip(town, town.police, START, START + 3 * SECOND)
    assert (early.status_code, early.json()["reason"]) == (403, "before-grant")
    answer = await clip(town, town.police, START + 1.4 * SECOND, START + 3 * SECOND)
    assert answer.status_code == 200, answer.text
    with av.open(io.BytesIO(answer.content), "r") as played:
        shown = list(played.decode(video=0))
    assert len(shown) == 75 - 40
    assert datetime.fromisoformat(answer.headers["Lokus-Clip-From"]) == START + 1.6 * SECOND
    told = (await timeline(town, town.police, START, START + 3 * SECOND)).json()
    assert abs(datetime.fromisoformat(told["from"]) - since) < timedelta(milliseconds=50)


async def test_who_may_not_is_told_why(town: Town, footage: MemoryFootage) -> None:
    await town.camera()
    await answering(town)
    stranger = town.person("police", tenant="elsewhere")
    for asking in (clip, timeline):
        assert (await asking(town, stranger, START, START + SECOND)).status_code == 404
        operator = await asking(town, town.operator, START, START + SECOND)
        assert (operator.status_code, operator.json()["reason"]) == (403, "operator")
    await town.camera(version=2, private=True)
    for asking in (clip, timeline):
        private = await asking(town, town.owner, START, START + SECOND)
        assert (private.status_code, private.json()["reason"]) == (403, "private-zone")


async def test_where_nothing_is_recorded_the_nearest_footage_is_told(
    town: Town, footage: MemoryFootage
) -> None:
    await town.camera()
    await answering(town)
    answer = await clip(town, town.owner, START + 60 * SECOND, START + 70 * SECOND)
    assert (answer.status_code, answer.json()["reason"]) == (404, "nothing-recorded")
    before, behind = answer.json()["nearest"]
    assert datetime.fromisoformat(before["from"]) == START + 20 * SECOND
    assert datetime.fromisoformat(behind["from"]) == START + 600 * SECOND


@asynccontextmanager
async def downloading(town: Town, headers: dict[str, str]) -> AsyncIterator[AsyncIterator[bytes]]:
    params = asked(START + 600 * SECOND, START + 603 * SECOND)
    async with town.http.stream("GET", "/v1/cameras/cam-1/clip", params=params, headers=headers) as answer:
        assert answer.status_code == 200
        reading = answer.aiter_raw(64 * 1024)
        assert len(await anext(reading)) > 1000
        yield reading


async def test_a_revoked_grant_ends_a_download_that_is_on_its_way(town: Town, footage: MemoryFootage) -> None:
    await town.camera()
    await answering(town)
    begins = START - SystemClock().now()
    await town.grant("footage", actions=["playback", "export"], begins=begins, lasts=timedelta(hours=9))
    whole = sum(each.size_bytes for each in footage.index if each.run == 9)
    assert whole > 8_000_000
    async with downloading(town, town.police) as reading:
        assert (await town.revoke("footage")).status_code == 200
        got = 0
        with pytest.raises(httpx.RemoteProtocolError):
            async for content in reading:
                got += len(content)
        assert got < whole - 1_000_000


async def test_a_worker_that_is_killed_in_the_middle_costs_a_moment(
    town: Town, footage: MemoryFootage, ingest: IngestProcess
) -> None:
    await town.camera()
    await answering(town)
    async with downloading(town, town.owner) as reading:
        await asyncio.to_thread(ingest.kill)
        ingest.start()
        got = b"".join([content async for content in reading])
    assert len(got) > 8_000_000


async def test_a_segment_that_is_gone_and_a_store_that_is_away_are_told(
    town: Town, footage: MemoryFootage, recordings: Path
) -> None:
    await town.camera()
    await answering(town)
    store = recordings / "store"
    (third,) = [each for each in footage.index if each.run == 8]
    (store / third.object).unlink()
    answer = await clip(town, town.owner, START + 20 * SECOND, START + 21 * SECOND)
    assert (answer.status_code, answer.json()["reason"]) == (404, "gone")
    store.rename(recordings / "elsewhere")
    store.symlink_to(store)  # a loop: whatever is asked of it fails
    try:
        for asking in (clip, timeline):
            answer = await asking(town, town.owner, START, START + SECOND)
            assert (answer.status_code, answer.json()["reason"]) == (503, "store-away")
    finally:
        store.unlink()
        (recordings / "elsewhere").rename(store)


async def by_command(town: Town, *arguments: str) -> tuple[int, str]:
    """What `lokus recording` ends with and says, for the owner."""
    token = town.owner["Authorization"].removeprefix("Bearer ")
    asking = [*arguments, "--gateway", str(town.http.base_url)]
    result = await asyncio.to_thread(
        CliRunner().invoke, recording, asking, env={"LOKUS_TOKEN": token}, catch_exceptions=False
    )
    return result.exit_code, result.output


def written(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_the_command_shows_a_timeline_and_writes_a_clip(
    town: Town, footage: MemoryFootage, tmp_path: Path
) -> None:
    await town.camera()
    await answering(town)
    window = ("--from", START.isoformat(), "--until", (START + 30 * SECOND).isoformat())
    code, told = await by_command(town, "timeline", "cam-1", *window)
    assert code == 0, told
    assert "the camera did not deliver (stalled)" in told
    code, told = await by_command(town, "timeline", "cam-1", *window, "--json")
    assert [span["frames"] for span in json.loads(told)["spans"]] == [120, 60]
    file = tmp_path / "lobby.mp4"
    code, told = await by_command(town, "clip", "cam-1", *window, "-o", str(file))
    assert code == 0, told
    assert len(shown_times(file.read_bytes())) == 180
    assert written(tmp_path) == ["lobby.mp4"]


async def test_the_command_says_what_is_wrong(town: Town, footage: MemoryFootage, tmp_path: Path) -> None:
    await town.camera()
    await answering(town)
    file = ("-o", str(tmp_path / "x.mp4"))
    nothing = ("--from", (START + 60 * SECOND).isoformat(), "--until", (START + 61 * SECOND).isoformat())
    code, told = await by_command(town, "clip", "cam-1", *nothing, *file)
    assert (code, "the nearest is from" in told) == (1, True)
    code, told = await by_command(town, "clip", "cam-1", "--from", "soon", *file)
    assert (code, "is no moment" in told) == (1, True)
    assert written(tmp_path) == []
