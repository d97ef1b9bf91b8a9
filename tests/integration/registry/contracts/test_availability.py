"""Availability over HTTP: of a camera, a vendor, a contract and an area, to those whose they are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.registry.contracts.ledger import Ledger, last_month
from integration.registry.contracts.scene import overlay, signed_contract
from integration.registry.people import City, Person, camera

FIRST = last_month(datetime.now(UTC))  # noqa: TID251 (what is asked about is past)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS = {"starts_on": "2020-01-01", "ends_on": "2035-12-31"}


@pytest.fixture
async def ledger(city: City, database_url: str) -> Ledger:
    """`c1`, of `kpu`, is in a contract, `c9`, of `plaza`, in none; both were away for two hours."""
    await signed_contract(city, "c1", **DAYS)
    await city.partner.put("cameras/c9", camera(zone="gate", vendor=None))
    ledger = Ledger(database_url, city.tenant)
    cuts = [FIRST, FIRST + 8 * HOUR, FIRST + 10 * HOUR, FIRST + DAY]
    states = ["delivering", "offline", "delivering"]
    for key in ("c1", "c9"):
        stretches = zip(cuts, cuts[1:], states, (None, "unreachable", None), strict=False)
        await ledger.write(key, *stretches)
    return ledger


def path(which: str, since: datetime = FIRST, until: datetime = FIRST + DAY) -> str:
    """The question, as it is sent."""
    period = f"from={since.isoformat()}&to={until.isoformat()}".replace("+", "%2B")
    return f"availability?{which}&{period}"


async def seconds(person: Person, which: str) -> dict[str, Any]:
    """What was not zero."""
    found = (await person.get(path(which)))["seconds"]
    return {counts: length for counts, length in found.items() if length}


async def test_a_camera_is_told_with_its_outages(city: City, ledger: Ledger) -> None:
    found = await city.owner.get(path("camera=c1"))
    assert (found["cameras"], found["measured_cameras"], found["outages"]) == (1, 1, 1)
    assert (found["seconds"]["delivering"], found["seconds"]["offline"]) == (22 * 3600, 2 * 3600)
    assert found["availability"] == pytest.approx(22 / 24, abs=1e-6)
    (outage,) = found["longest_outages"]
    assert datetime.fromisoformat(outage["from"]) == FIRST + 8 * HOUR
    assert outage["repair_seconds"] == found["median_repair_seconds"] == 7200
    two_days = await city.owner.get(path("camera=c1", until=FIRST + 2 * DAY))
    assert two_days["seconds"]["unknown"] == 86_400
    assert two_days["availability"] == found["availability"]


async def test_what_lies_over_a_contract_lies_over_its_cameras(city: City, ledger: Ledger) -> None:
    hour = {"from": (FIRST + 8 * HOUR).isoformat(), "to": (FIRST + 9 * HOUR).isoformat()}
    await city.vendor.put("exclusions/e1", overlay(kind="power", cameras=["c1"], **hour), 201)
    assert (await city.owner.ask("POST", "exclusions/e1/approve", {})).status_code == 200
    want = {"delivering": 22 * 3600, "offline": 3600, "excluded": 3600}
    assert await seconds(city.owner, "camera=c1") == want
    assert await seconds(city.vendor, "contract=k1") == want
    assert await seconds(city.partner, "camera=c9") == {"delivering": 22 * 3600, "offline": 7200}


async def test_many_are_added_up_within_what_is_the_callers(city: City, ledger: Ledger) -> None:
    async def counted(person: Person, which: str) -> int:
        return int((await person.get(path(which)))["cameras"])

    assert await counted(city.auditor, "area=31.71") == 2
    assert await counted(city.operator, "area=31.71&vendor=nusantara") == 1
    assert await counted(city.owner, "area=31") == 1
    assert await counted(city.partner, "area=31") == 1
    assert await counted(city.vendor, "area=31") == 1
    assert await counted(city.other_vendor, "vendor=nusantara") == 0
    assert await counted(city.auditor, "area=32") == 0
    assert (await city.auditor.get(path("area=31")))["longest_outages"] is None


async def test_strangers_learn_nothing(city: City, other_city: City, ledger: Ledger) -> None:
    for stranger in (city.other_vendor, city.other_owner, city.partner, city.police):
        for which in ("camera=c1", "contract=k1"):
            await stranger.get(path(which), 403)
    await city.police.get(path("area=31"), 403)
    for which in ("camera=c1", "contract=k1"):
        await other_city.auditor.get(path(which), 404)
    assert (await other_city.auditor.get(path("area=31")))["cameras"] == 0


async def test_a_question_is_bounded(city: City, ledger: Ledger) -> None:
    refused = {
        path("camera=c1", until=FIRST): "period",
        path("camera=c1", since=FIRST - 401 * DAY): "period",
        path("area=31", since=FIRST - 31 * DAY): "period",
        path("camera=c1", since=FIRST + 100 * DAY, until=FIRST + 101 * DAY): "period",
        path("x=y"): "which",
    }
    for each, reason in refused.items():
        response = await city.auditor.ask("GET", each)
        assert (response.status_code, response.json()["reason"]) == (422, reason), each
    cut = await city.auditor.get(path("camera=c1", until=FIRST + 300 * DAY))
    assert datetime.fromisoformat(cut["to"]) < FIRST + 300 * DAY
