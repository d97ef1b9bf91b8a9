"""Footage is ordered from a camera's card: a real ingest fetches it, stores it and says how far it is."""

import hashlib
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from integration.ingest.card.conftest import card_town
from integration.ingest.card.scripted_card import ScriptedCard, pictures
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.late.conftest import ENDS, an_hour_ago
from integration.ingest.recording.conftest import decoded_times
from lokus_proto.v1.late_footage import LatePhase, LateRefusal
from support.engines import NatsServer

Ingest = tuple[IngestProcess, Path]
HOUR = timedelta(hours=1)


def start() -> datetime:
    return an_hour_ago() + timedelta(seconds=7)


async def test_what_a_camera_kept_while_its_line_was_away_is_stored_as_late_footage(
    nats_server: NatsServer, credentials_key: str, card_ingest: Ingest
) -> None:
    begins, ahead = start(), timedelta(days=-2500)
    card = ScriptedCard([*pictures(begins + ahead, 12), *pictures(begins + ahead + timedelta(seconds=60), 6)])
    async with card_town(nats_server.url, credentials_key, card_ingest, card, ahead=ahead) as town:
        await town.order("f1", begins - HOUR / 4, begins + HOUR / 4)
        state = await town.end("f1")
        assert (state.phase, state.frames, state.done_percent) == (LatePhase.STORED, 450, 100)
        assert state.detail is None
        assert state.origin.clock_read
        offset = timedelta(milliseconds=state.origin.clock_offset_milliseconds)
        assert abs(offset + ahead) < timedelta(seconds=3)
        assert state.stored_from is not None
        assert abs(state.stored_from - begins) < timedelta(seconds=3)
        await town.archive.until(lambda _: len(town.told("f1")) == state.segments)
        segments = town.told("f1")
    assert all(each.late and each.origin == state.origin for each in segments)
    longest = max(b.start - a.end for a, b in pairwise(segments))
    assert abs(longest - timedelta(seconds=48)) < timedelta(seconds=0.1)
    for segment in segments:
        path = town.archive.path(segment)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == segment.sha256
        assert len(decoded_times(path)) == segment.frames
    assert town.device.refused == {}


async def test_the_same_order_again_stores_nothing_twice(
    nats_server: NatsServer, credentials_key: str, card_ingest: Ingest
) -> None:
    begins = start()
    card = ScriptedCard(pictures(begins, 12))
    async with card_town(nats_server.url, credentials_key, card_ingest, card) as town:
        await town.order("f1", begins, begins + HOUR)
        first = await town.end("f1")
        stored = {path: path.stat().st_mtime_ns for path in town.stored()}
        await town.order("f1", begins, begins + HOUR)
        again = await town.until("f1", lambda state: state.at > first.at and state.phase in ENDS)
        assert again == first.model_copy(update={"at": again.at})
        assert {path: path.stat().st_mtime_ns for path in town.stored()} == stored


async def test_a_camera_whose_device_nobody_named_is_refused(
    nats_server: NatsServer, credentials_key: str, card_ingest: Ingest
) -> None:
    begins = start()
    async with card_town(
        nats_server.url, credentials_key, card_ingest, ScriptedCard(pictures(begins, 2))
    ) as town:
        await town.archive.town.registry.put("c1", "rtsp://127.0.0.1/", enabled=False)
        await town.order("f1", begins, begins + HOUR)
        state = await town.end("f1")
    assert (state.refusal, town.card.requests) == (LateRefusal.SOURCE, [])
    assert "onvif" in (state.detail or "")


async def test_what_cannot_be_had_is_refused_with_why(
    nats_server: NatsServer, credentials_key: str, card_ingest: Ingest
) -> None:
    begins = start()
    async with card_town(
        nats_server.url, credentials_key, card_ingest, ScriptedCard(pictures(begins, 2))
    ) as town:
        await town.order("nothing", begins + HOUR / 2, begins + 3 * HOUR / 4)
        state = await town.end("nothing")
        assert (state.phase, state.refusal) == (LatePhase.REFUSED, LateRefusal.EMPTY)
        town.device.password = "another"
        await town.order("password", begins, begins + HOUR / 4)
        state = await town.end("password")
        assert (state.phase, state.refusal) == (LatePhase.REFUSED, LateRefusal.SOURCE)
        assert "password" in (state.detail or "")
        assert town.device.refused == {"digest": 1}
        assert town.stored() == []


async def test_what_is_older_than_recordings_are_kept_is_refused(
    nats_server: NatsServer, credentials_key: str, card_ingest: Ingest
) -> None:
    begins = start() - timedelta(hours=80)
    async with card_town(
        nats_server.url, credentials_key, card_ingest, ScriptedCard(pictures(begins, 2))
    ) as town:
        await town.order("f1", begins, begins + HOUR)
        assert (await town.end("f1")).refusal is LateRefusal.TOO_OLD


async def test_an_order_for_a_camera_of_another_tenant_reads_no_card(
    nats_server: NatsServer, credentials_key: str, card_ingest: Ingest
) -> None:
    begins = start()
    card = ScriptedCard(pictures(begins, 2))
    async with (
        card_town(nats_server.url, credentials_key, card_ingest, card) as town,
        card_town(nats_server.url, credentials_key, card_ingest, ScriptedCard(pictures(begins, 2))) as other,
    ):
        await other.archive.town.registry.put("c1", "rtsp://127.0.0.1/", enabled=False)
        await other.order("f1", begins, begins + HOUR)
        assert (await other.end("f1")).refusal is LateRefusal.SOURCE
        assert town.card.requests == other.card.requests == []


async def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_undone_and_nothing_twice(
    own_nats_server: NatsServer, credentials_key: str, tmp_path: Path
) -> None:
    begins, ahead = start(), timedelta(days=-2500)
    card = ScriptedCard(pictures(begins + ahead, 24), seconds_per_picture=0.01)
    process = IngestProcess(own_nats_server.url, credentials_key, tmp_path / "log", tmp_path)
    process.start(WORKER="one")
    try:
        async with card_town(
            own_nats_server.url, credentials_key, (process, tmp_path), card, ahead=ahead
        ) as town:
            await town.order("f1", begins - HOUR, begins + HOUR)
            first = await town.until("f1", lambda state: state.segments >= 1)
            process.kill()
            card.seconds_per_picture = 0.0
            process.start(WORKER="one")
            state = await town.end("f1")
            assert (state.phase, state.frames) == (LatePhase.STORED, 600)
            assert state.origin == first.origin
            assert len(town.stored()) == state.segments
            assert sum(len(decoded_times(path)) for path in town.stored()) == 600
    finally:
        process.kill()


@pytest.mark.parametrize("knows_feature", [True, False])
async def test_a_camera_that_keeps_to_real_time_is_read_all_the_same(
    nats_server: NatsServer, credentials_key: str, card_ingest: Ingest, *, knows_feature: bool
) -> None:
    begins = start()
    card = ScriptedCard(pictures(begins, 2), seconds_per_picture=0.04, knows_feature=knows_feature)
    async with card_town(nats_server.url, credentials_key, card_ingest, card) as town:
        await town.order("f1", begins, begins + HOUR / 4)
        assert (await town.end("f1")).frames == 50
