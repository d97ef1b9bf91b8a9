"""A camera whose line was away for a while: its gap is filled from its card, by itself."""

from datetime import timedelta
from pathlib import Path

from integration.ingest.card.conftest import PASSWORD, card_town
from integration.ingest.card.scripted_card import ScriptedCard, pictures
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_kit.clock import SystemClock
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy, SegmentClosed
from lokus_proto.v1.stream_state import Phase
from support.engines import NatsServer

FROM_CARD = RecordingPolicy(mode=RecordingMode.CONTINUOUS, fetch_from_card=True)


async def test_a_gap_is_filled_when_the_camera_is_back_and_no_more_than_the_gap(
    nats_server: NatsServer, credentials_key: str, card_ingest: tuple[IngestProcess, Path]
) -> None:
    camera = VirtualCamera("--gop-seconds", "1", "--user", "admin", "--password", PASSWORD)
    camera.start()
    card = ScriptedCard(pictures(SystemClock().now() - timedelta(seconds=20), 120))
    try:
        async with card_town(nats_server.url, credentials_key, card_ingest, card) as town:
            await town.register(camera.url, enabled=True, recording=FROM_CARD)
            states, archive = town.archive.town.states, town.archive
            await states.until("c1", lambda state: state.phase is Phase.DELIVERING)
            camera.kill()
            await states.until("c1", lambda state: state.phase is Phase.FAILED)
            gone = len(states.of("c1"))
            await archive.until(lambda told: len(told) == 1)
            await SystemClock().sleep(6)
            camera.start()
            await states.until("c1", lambda state: state.phase is Phase.DELIVERING, after=gone)
            await archive.until(filled)
            await town.register(camera.url, enabled=False)
    finally:
        camera.kill()


def filled(told: list[SegmentClosed]) -> bool:
    """Whether late footage lies in the gap and nowhere else, but for the group of pictures before it."""
    live = sorted((each for each in told if not each.late), key=lambda each: each.start)
    late = sorted((each for each in told if each.late), key=lambda each: each.start)
    if not late or len(live) < 2:
        return False
    assert live[0].end - timedelta(seconds=1.5) < late[0].start <= live[0].end
    assert late[-1].end < live[1].start + timedelta(seconds=1)
    return late[-1].end > live[1].start - timedelta(seconds=1)
