"""Playlists of HLS, written by FFmpeg, served as files are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from integration.ingest.conftest import Town
from integration.ingest.habits.pull import pulling, refusal
from integration.ingest.sources.ffmpeg_server import writing_playlist
from integration.ingest.sources.http_server import Asked, HttpServer, reply, serving
from lokus_ingest.adapters.http_source import HttpSource
from lokus_proto.v1.stream_state import Phase, ReasonKind

FMP4 = ("-hls_segment_type", "fmp4")


@asynccontextmanager
async def files(folder: Path) -> AsyncIterator[HttpServer]:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        file = folder / Path(asked.path).name
        writer.write(reply("200 OK", file.read_bytes()) if file.exists() else reply("404 Not Found"))

    async with serving(answer) as server:
        yield server


@asynccontextmanager
async def saying(playlist: str, **others: bytes) -> AsyncIterator[HttpServer]:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        name = Path(asked.path).stem
        writer.write(reply("200 OK", others.get(name, f"#EXTM3U\n{playlist}".encode())))

    async with serving(answer) as server:
        yield server


async def test_a_live_playlist_is_seen_by_a_reader_at_the_pace_of_its_pictures(
    town: Town, tmp_path: Path
) -> None:
    async with writing_playlist(tmp_path), files(tmp_path) as server:
        await town.registry.put("c1", server.url("/index.m3u8"))
        await town.states.until("c1", lambda state: state.phase is Phase.DELIVERING)
        async with town.reading("c1") as reading:
            units = await reading.until(lambda units: len(units) > 35)
        assert all(state.phase is not Phase.STALLED for state in town.states.of("c1"))
    assert {unit.run for unit in units} == {units[0].run}
    assert {later.pts_90k - unit.pts_90k for unit, later in pairwise(units)} == {9000}
    lasted_seconds = (units[-1].captured_at - units[0].captured_at).total_seconds()
    assert abs(lasted_seconds - 0.1 * (len(units) - 1)) < 1.0


async def test_fragmented_mp4_is_read_too(tmp_path: Path) -> None:
    async with (
        writing_playlist(tmp_path, *FMP4),
        files(tmp_path) as server,
        pulling(HttpSource(), server.url("/index.m3u8")) as seen,
    ):
        await seen.until(lambda seen: len(seen.units) > 15)
    assert seen.sizes[seen.units[0].run] is not None


async def test_the_best_variant_is_followed(film: bytes) -> None:
    master = "#EXT-X-STREAM-INF:BANDWIDTH=9\nlow.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=99\nhigh.m3u8\n"
    async with (
        saying(master, high=b"#EXTM3U\n#EXT-X-ENDLIST\n1.ts\n", **{"1": film}) as server,
        pulling(HttpSource(), server.url("/index.m3u8")) as seen,
    ):
        await seen.units_come(5)
    assert [asked.path for asked in server.asked] == ["/index.m3u8", "/high.m3u8", "/1.ts"]


@pytest.mark.parametrize(
    "named",
    ["http://169.254.169.254/1.ts", "file:///etc/passwd", "//localhost/1.ts", "http://127.0.0.1:1/1.ts"],
)
async def test_a_playlist_leads_nowhere_else(named: str) -> None:
    async with saying(f"{named}\n") as server:
        failure = await refusal(HttpSource(), server.url("/index.m3u8"))
    assert failure.reason is ReasonKind.ADDRESS
    assert len(server.asked) == 1


async def test_a_playlist_in_a_playlist_is_no_film() -> None:
    async with saying("again.m3u8\n") as server:
        failure = await refusal(HttpSource(), server.url("/index.m3u8"))
    assert failure.reason is ReasonKind.CODEC


async def test_a_segment_that_redirects_elsewhere_is_not_followed(film: bytes) -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.path == "/index.m3u8":
            writer.write(reply("200 OK", b"#EXTM3U\n1.ts\n2.ts\n"))
        elif asked.path == "/1.ts":
            writer.write(reply("200 OK", film))
        else:
            writer.write(reply("302 Found", Location="http://127.0.0.2/2.ts"))

    async with serving(answer) as server, pulling(HttpSource(), server.url("/index.m3u8")) as seen:
        failure = await seen.over()
    assert failure.reason is ReasonKind.ADDRESS
    assert failure.until_changed is False
