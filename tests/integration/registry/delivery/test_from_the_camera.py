"""From a camera that is stopped and started, over ingest's count and the bus, to what the registry tells."""

import itertools
from datetime import datetime
from pathlib import Path
from typing import Any

from integration.ingest.ingest_process import IngestProcess
from integration.ingest.virtual_cameras import VirtualCamera
from integration.registry.people import City, camera
from integration.registry.waiting import until
from support.engines import NatsServer


async def _until_state(city: City, state: str) -> list[dict[str, Any]]:
    """Wait until the newest measured interval is of that state; return all that were measured."""

    async def ask() -> list[dict[str, Any]] | None:
        found = (await city.vendor.get("cameras/c1/delivery"))["items"]
        measured = [each for each in found if each["state"] != "unknown"]
        return measured if measured and measured[-1]["state"] == state else None

    return await until(ask)


def _seconds(interval: dict[str, Any]) -> float:
    begun, ended = (datetime.fromisoformat(interval[name]) for name in ("started_at", "ended_at"))
    return (ended - begun).total_seconds()


async def test_intervals_show_when_a_camera_was_stopped_and_started(
    own_city: City, own_nats_server: NatsServer, credentials_key: str, tmp_path: Path
) -> None:
    city = own_city
    virtual = VirtualCamera("--gop-seconds", "1")
    ingest = IngestProcess(own_nats_server.url, credentials_key, tmp_path / "ingest-log")
    virtual.start()
    try:
        ingest.start()
        await city.vendor.put("cameras/c1", camera(streams=[{"name": "main", "url": virtual.url}]))
        delivering = (await _until_state(city, "delivering"))[-1]
        assert (delivering["width"], delivering["height"]) == (640, 360)
        virtual.kill()
        offline = (await _until_state(city, "offline"))[-1]
        assert offline["reason"] is not None
        virtual.start()
        measured = await _until_state(city, "delivering")
        assert ingest.stop() == 0
    finally:
        ingest.kill()
        virtual.kill()
    states = [state for state, _ in itertools.groupby(each["state"] for each in measured)]
    assert states[-3:] == ["delivering", "offline", "delivering"]
    for before, after in itertools.pairwise(measured):
        assert before["ended_at"] == after["started_at"]
    assert all(_seconds(each) > 0 for each in measured)
