"""The demo's custody chain: told by those who answer for it, ten sheets short, and once."""

from datetime import UTC, datetime

from lokus_local.demo.caller import Caller
from lokus_local.demo.custody import OPENING, SHIPMENT, tell_custody
from unit.local.demo.kept_api import REGISTRY, KeptApi

NOW = datetime(2024, 2, 10, 3, tzinfo=UTC)


async def _told(api: KeptApi) -> None:
    async with api.client() as http:
        await tell_custody(Caller(http, api.mint, REGISTRY), NOW)


async def test_the_opening_has_two_witnesses_of_other_organisations_and_another_approver() -> None:
    api = KeptApi()
    await _told(api)
    deeds = [(path.rpartition("/")[2], who) for path, who, _ in api.posts if OPENING in path]
    assert deeds == [
        ("approve", "kpu.logistics"),
        ("open", "kpu.admin"),
        ("witness", "bawaslu.observer"),
        ("witness", "police.operator"),
        ("close", "kpu.admin"),
    ]


async def test_ten_sheets_are_missing_on_arrival_which_is_past() -> None:
    api = KeptApi()
    await _told(api)
    (_, _, sent), (_, _, received) = [post for post in api.posts if SHIPMENT in post[0]]
    assert sent["sent"]["surat-suara"] - received["received"]["surat-suara"] == 10
    assert datetime.fromisoformat(sent["at"]) < datetime.fromisoformat(received["at"]) < NOW


async def test_it_is_told_once() -> None:
    api = KeptApi()
    await _told(api)
    api.posts.clear()
    await _told(api)
    assert api.posts == []
