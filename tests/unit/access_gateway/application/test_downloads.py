"""Who may download a clip, for how long, and what becomes of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lokus_access_gateway.application.access import Access
from lokus_access_gateway.application.downloads import MOST_OF_ONE, SLICE_BYTES, WHOLE, Downloads
from lokus_identity.caller import Role
from lokus_kit.errors import Conflict, Forbidden, Invalid, LokusError, NotFound, Overloaded, Unavailable
from lokus_proto.v1.footage import ClipReply, FootageRefusal, RecordedSpan, TimelineReply
from lokus_proto.v1.grant_change import Action, GrantState
from support.gateway_facts import MINUTE, NOON, caller, camera, grant
from support.gateway_parts import ArchiveInMemory, Tally, new_access, noon_clock, tell

SECOND = timedelta(seconds=1)
RIGHTS = frozenset({Action.PLAYBACK, Action.EXPORT})
GRANTED = grant(actions=RIGHTS)
OWNER = caller("kpu", Role.OWNER_ADMIN)


class Bench:
    """The police may play back and take away what was recorded since 11:59; now is noon."""

    def __init__(self, *pieces: bytes, access: Access | None = None) -> None:
        self.clock, self.tally = noon_clock(), Tally()
        self.access = access or new_access(camera(), GRANTED, clock=self.clock)
        self.archive = ArchiveInMemory(*pieces)
        self.downloads = Downloads(self.access, self.archive, self.tally, self.clock)


async def test_a_clip_is_handed_on_whole_in_small_slices() -> None:
    bench = Bench(b"a" * (SLICE_BYTES + 1), b"b")
    download = await bench.downloads.open(caller(), "cam-1", NOON - 30 * SECOND, NOON)
    slices = [content async for content in download.read()]
    assert b"".join(slices) == b"moov" + b"a" * (SLICE_BYTES + 1) + b"b"
    assert max(len(content) for content in slices) == SLICE_BYTES
    assert download.size_bytes == bench.tally.sent_bytes == sum(len(content) for content in slices)
    bench.downloads.close(download)
    assert bench.tally.ended_whys == [download.ended] == [WHOLE]


def revoked(bench: Bench) -> None:
    over = grant(actions=RIGHTS, epoch=2, state=GrantState.REVOKED, changed_at=NOON)
    tell(bench.access, over)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (revoked, "revoked"),
        (lambda bench: tell(bench.access, camera(version=2, private=True)), "private-zone"),
        (lambda bench: tell(bench.access, camera(version=2, in_service=False)), "not-in-service"),
        (lambda bench: bench.downloads.end_all("bus-away"), "bus-away"),
        (lambda bench: bench.downloads.sweep(NOON + 10**5 * MINUTE * 1000), "token-expired"),
    ],
)
async def test_what_ends_the_right_ends_the_download_before_another_piece(
    change: Callable[[Bench], None], why: str
) -> None:
    bench = Bench(b"a", b"b")
    download = await bench.downloads.open(caller(), "cam-1", NOON - 30 * SECOND, NOON)
    told: list[str] = []
    download.on_stop = lambda: told.append("stopped")
    reading = download.read()
    assert [await anext(reading), await anext(reading)] == [b"moov", b"a"]
    change(bench)
    assert [content async for content in reading] == []
    assert (download.ended, told) == (why, ["stopped"])


async def test_a_piece_that_was_fetched_while_the_right_ended_is_not_handed_on() -> None:
    bench = Bench(b"a", b"b")
    download = await bench.downloads.open(caller(), "cam-1", NOON - 30 * SECOND, NOON)
    bench.archive.meanwhile = lambda: revoked(bench)
    assert [content async for content in download.read()] == [b"moov"]
    assert download.ended == "revoked"


async def test_another_camera_s_change_ends_nothing() -> None:
    bench = Bench(b"a")
    download = await bench.downloads.open(caller(), "cam-1", NOON - 30 * SECOND, NOON)
    tell(bench.access, camera("cam-2", private=True))
    assert [content async for content in download.read()] == [b"moov", b"a"]


async def test_footage_that_goes_meanwhile_breaks_the_download_off() -> None:
    bench = Bench()
    download = await bench.downloads.open(caller(), "cam-1", NOON - 30 * SECOND, NOON)
    assert [content async for content in download.read()] == [b"moov"]
    assert download.ended == "not-found"


async def test_a_right_that_goes_while_the_clip_is_put_together_opens_nothing() -> None:
    bench = Bench(b"a")
    bench.archive.meanwhile = lambda: revoked(bench)
    with pytest.raises(Forbidden):
        await bench.downloads.open(caller(), "cam-1", NOON - 30 * SECOND, NOON)
    assert bench.tally.opened_count == 0


@pytest.mark.parametrize(
    ("access", "reason"),
    [
        (new_access(camera(), grant()), "no-grant"),
        (new_access(camera(private=True), GRANTED), "private-zone"),
        (new_access(camera(in_service=False), GRANTED), "not-in-service"),
    ],
)
async def test_who_may_not_play_back_gets_neither_clip_nor_timeline(access: Access, reason: str) -> None:
    bench = Bench(b"a", access=access)
    for asking in (bench.downloads.open, bench.downloads.timeline):
        with pytest.raises(Forbidden) as told:
            await asking(caller(), "cam-1", NOON - 30 * SECOND, NOON)
        assert told.value.reason == reason
    assert (bench.archive.asked, bench.archive.ranges) == ([], [])


async def test_who_may_play_back_may_not_take_footage_away() -> None:
    access = new_access(camera(), grant(actions=frozenset({Action.PLAYBACK})))
    bench = Bench(b"a", access=access)
    await bench.downloads.timeline(caller(), "cam-1", NOON - 30 * SECOND, NOON)
    with pytest.raises(Forbidden) as told:
        await bench.downloads.open(caller(), "cam-1", NOON - 30 * SECOND, NOON)
    assert told.value.reason == "no-grant"


async def test_another_tenant_s_camera_is_none() -> None:
    bench = Bench(b"a")
    for asking in (bench.downloads.open, bench.downloads.timeline):
        with pytest.raises(NotFound):
            await asking(caller(tenant="bandung"), "cam-1", NOON - 30 * SECOND, NOON)


async def test_a_grant_opens_no_past() -> None:
    bench = Bench(b"a")
    since = NOON - MINUTE
    with pytest.raises(Forbidden, match="before"):
        await bench.downloads.open(caller(), "cam-1", since - SECOND, NOON)
    await bench.downloads.open(caller(), "cam-1", since, NOON)
    assert bench.archive.asked[0].floor == since
    start, _ = await bench.downloads.timeline(caller(), "cam-1", since - MINUTE, NOON)
    assert [start, bench.archive.ranges[0][0]] == [since, since]
    with pytest.raises(Forbidden, match="before"):
        await bench.downloads.timeline(caller(), "cam-1", since - 2 * MINUTE, since)


async def test_an_owner_sees_all_of_the_past() -> None:
    bench = Bench(b"a")
    await bench.downloads.open(OWNER, "cam-1", NOON - 59 * MINUTE, NOON)
    assert bench.archive.asked[0].floor is None


async def test_nobody_downloads_more_than_a_few_at_once() -> None:
    bench = Bench(b"a")
    held = [await bench.downloads.open(OWNER, "cam-1", NOON - MINUTE, NOON) for _ in range(MOST_OF_ONE)]
    with pytest.raises(Overloaded) as told:
        await bench.downloads.open(OWNER, "cam-1", NOON - MINUTE, NOON)
    assert told.value.headers["Retry-After"] == "10"
    await bench.downloads.open(caller(), "cam-1", NOON - SECOND, NOON)
    bench.downloads.close(held[0])
    await bench.downloads.open(OWNER, "cam-1", NOON - MINUTE, NOON)


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (FootageRefusal.NOTHING_RECORDED, NotFound),
        (FootageRefusal.GONE, NotFound),
        (FootageRefusal.CODEC_CHANGES, Invalid),
        (FootageRefusal.UNREADABLE, Conflict),
        (FootageRefusal.STORE_AWAY, Unavailable),
    ],
)
async def test_what_ingest_cannot_do_is_told(refusal: FootageRefusal, kind: type[LokusError]) -> None:
    bench = Bench()
    bench.archive.plan = ClipReply(refusal=refusal, detail="so it is")
    bench.archive.told = TimelineReply(refusal=refusal, detail="so it is")
    with pytest.raises(kind, match="so it is"):
        await bench.downloads.open(OWNER, "cam-1", NOON - MINUTE, NOON)
    with pytest.raises(kind, match="so it is"):
        await bench.downloads.timeline(OWNER, "cam-1", NOON - MINUTE, NOON)


async def test_where_nothing_is_recorded_the_nearest_footage_is_told() -> None:
    bench = Bench()
    span = RecordedSpan.model_validate(
        {
            "start": NOON,
            "end": NOON + SECOND,
            "run": 1,
            "segments": 1,
            "frames": 25,
            "size_bytes": 1,
            "codec": "h264",
            "width": 1,
            "height": 1,
            "purpose": "security",
        }
    )
    bench.archive.plan = ClipReply(refusal=FootageRefusal.NOTHING_RECORDED, nearest=(span,))
    with pytest.raises(NotFound) as told:
        await bench.downloads.open(OWNER, "cam-1", NOON - MINUTE, NOON)
    assert told.value.extra["nearest"] == [{"from": NOON.isoformat(), "until": (NOON + SECOND).isoformat()}]
