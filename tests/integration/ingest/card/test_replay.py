"""Footage read from a card over RTSP replay: its times, its gaps, its end, and how it makes cameras wait."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from integration.ingest.card.scripted_card import Kept, ScriptedCard, nals, pictures, serving_card
from lokus_ingest.adapters.card_replay import RtspReplays
from lokus_ingest.adapters.rtsp.replay_buffer import MOST_BYTES
from lokus_ingest.domain.address import Address, Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.rtp.replay_clock import Replayed
from lokus_proto.media import Codec
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import ReasonKind

START = datetime(2024, 2, 14, 1, 0, tzinfo=UTC)
LATER = START + timedelta(minutes=10)


async def replayed(
    card: ScriptedCard,
    start: datetime = START,
    until: datetime = LATER,
    *,
    password: str = "Rahasia-17",
    silent_seconds: float = 0.5,
) -> list[Replayed]:
    """All pictures of a stretch, as they were handed on."""
    address = Address(card.url, Transport.TCP, Credentials("admin", password))
    found: list[Replayed] = []
    async with RtspReplays(silent_seconds).open(address, start, until) as replay:
        assert replay.codec is Codec.H264
        while (picture := await replay.next()) is not None:
            found.append(picture)
    return found


def near(found: list[Replayed], wanted: list[Kept]) -> bool:
    """Whether these are those pictures, byte for byte, each at its time."""
    return len(found) == len(wanted) and all(
        nals(one.picture.payload) == other.nals and one.at == other.at
        for one, other in zip(found, wanted, strict=True)
    )


async def test_pictures_come_as_they_were_recorded_with_the_time_of_the_card() -> None:
    kept = pictures(START, 4)
    async with serving_card(ScriptedCard(kept, password=True)) as card:
        found = await replayed(card)
    assert near(found, kept)
    assert not any(each.after_gap for each in found)
    assert [each.last for each in found] == [False] * (len(kept) - 1) + [True]
    (play,) = card.asked("PLAY")[-1:]
    assert "Range: clock=20240214T010000.000Z-20240214T011000.000Z" in play
    assert "Rate-Control: no" in play
    assert all("Require: onvif-replay" in each for each in card.asked("SETUP") + card.asked("PLAY"))
    assert card.asked("TEARDOWN")


async def test_a_gap_on_the_card_is_a_gap_in_time() -> None:
    kept = [*pictures(START, 2), *pictures(START + timedelta(minutes=5), 2)]
    async with serving_card(ScriptedCard(kept)) as card:
        found = await replayed(card)
    assert near(found, kept)
    assert [number for number, each in enumerate(found) if each.after_gap] == [len(kept) // 2]


async def test_only_what_was_asked_for_comes_from_the_key_frame_before_it() -> None:
    kept = pictures(START, 6)
    async with serving_card(ScriptedCard(kept)) as card:
        found = await replayed(card, START + timedelta(seconds=2.5), START + timedelta(seconds=4))
    assert found[0].at == START + timedelta(seconds=2)
    assert found[-1].at == START + timedelta(seconds=3.96)


async def test_a_camera_that_does_not_know_the_feature_by_name_is_asked_without_it() -> None:
    kept = pictures(START, 2)
    async with serving_card(ScriptedCard(kept, knows_feature=False)) as card:
        assert near(await replayed(card), kept)
    assert "Require" not in card.asked("PLAY")[-1]


async def test_a_camera_that_tells_no_time_is_refused() -> None:
    async with serving_card(ScriptedCard(pictures(START, 12), marks=False)) as card:
        with pytest.raises(SourceFailure, match="without saying when"):
            await replayed(card)


@pytest.mark.parametrize(
    ("hangs_up", "breaks_after", "reason"),
    [(False, None, ReasonKind.STALLED), (True, None, ReasonKind.ENDED), (False, 60, ReasonKind.ENDED)],
)
async def test_a_camera_that_stops_without_a_word_is_told_and_what_came_stands(
    *, hangs_up: bool, breaks_after: int | None, reason: ReasonKind
) -> None:
    kept = pictures(START, 4)
    card = ScriptedCard(kept, says_last=False, hangs_up=hangs_up, breaks_after=breaks_after)
    async with serving_card(card):
        address, found = Address(card.url, Transport.TCP), []
        async with RtspReplays(0.5).open(address, START, LATER) as replay:
            with pytest.raises(SourceFailure) as failed:
                while (picture := await replay.next()) is not None:
                    found.append(picture)
    assert near(found, kept[:breaks_after])
    assert failed.value.reason is reason


async def test_a_wrong_password_is_said_once() -> None:
    async with serving_card(ScriptedCard(pictures(START, 1), password=True)) as card:
        with pytest.raises(SourceFailure) as failed:
            await replayed(card, password="wrong")
    assert failed.value.reason is ReasonKind.AUTHENTICATION
    assert len(card.requests) == 2


async def test_a_writer_that_takes_its_time_makes_the_camera_wait() -> None:
    """The card holds far more than buffers may: what a slow writer has not taken stays with the camera."""
    filler = b"\x00\x00\x00\x01\x06\x05" + b"\xff" * 100_000
    kept = [Kept(each.at, each.payload + filler, each.key_frame) for each in pictures(START, 20)]
    async with serving_card(ScriptedCard(kept)) as card:
        address = Address(card.url, Transport.TCP)
        async with RtspReplays().open(address, START, LATER) as replay:
            assert await replay.next() is not None
            before = -1
            while before != card.sent_bytes:
                before = card.sent_bytes
                await asyncio.sleep(0.3)
            assert MOST_BYTES < card.sent_bytes < 3 * MOST_BYTES
            rest = 1
            while (await replay.next()) is not None:
                rest += 1
    assert rest == len(kept)
