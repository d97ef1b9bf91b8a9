"""What is laid into the drop folder of an ingest is stored and moved away, or refused with the reason."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from integration.ingest.conftest import open_town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.late.conftest import Sender, an_hour_ago, film
from integration.ingest.recording.conftest import Archive
from support.engines import NatsServer
from support.waiting import until


def there(*paths: Path) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return all(path.exists() for path in paths)

    return ask


async def test_a_file_in_the_drop_folder_is_stored_once_it_is_whole_and_what_is_not_right_is_refused(
    nats_server: NatsServer, credentials_key: str, tmp_path: Path
) -> None:
    dropped = tmp_path / "dropped"
    process = IngestProcess(nats_server.url, credentials_key, tmp_path / "log", tmp_path / "recordings")
    process.start(LATE_FOOTAGE_FOLDER=str(dropped))
    try:
        async with open_town(nats_server.url, credentials_key) as town:
            await town.registry.put("c1", "rtsp://127.0.0.1/", enabled=False)
            start = f"{an_hour_ago():%Y%m%dT%H%M%SZ}"
            own = dropped / town.tenant / "c1"
            own.mkdir(parents=True)
            (own / f"{start}.mp4.part").write_bytes(b"still being written")
            (own / "yesterday.mp4").write_bytes(b"of no known time")
            (own / f"{start}.txt").write_bytes(b"this is no video at all. " * 40)
            film(own / f"{start}.mkv", 12)
            refused = dropped / "refused" / town.tenant / "c1"
            await until(
                there(
                    dropped / "taken" / town.tenant / "c1" / f"{start}.mkv",
                    refused / "yesterday.mp4.txt",
                    refused / f"{start}.txt.txt",
                ),
                "end of all files",
                40,
            )
            sender = Sender(Archive(tmp_path / "recordings", process, town))
            assert len(sender.stored()) == 2
            assert "20260214T070000+0700" in (refused / "yesterday.mp4.txt").read_text()
            assert "no MP4" in (refused / f"{start}.txt.txt").read_text()
            assert (own / f"{start}.mp4.part").exists()
            assert not (own / f"{start}.mkv").exists()
    finally:
        process.kill()
