"""Elections over HTTP: their days, their milestones, who may write them."""

from typing import Any

import httpx

from integration.registry.elections.ballots import ELECTION, hold, station
from integration.registry.people import City
from support.identity import Issuer


async def test_an_election_reads_back_with_its_milestones_on_their_days(city: City) -> None:
    milestones = [
        {"name": "Logistics at every polling station", "due_on": "H-1", "note": "by 18.00"},
        {"name": "Recapitulation in every district", "due_on": "2024-03-02"},
        {"name": "Vote", "due_on": "H"},
    ]
    put = await city.operator.put("elections/pemilu", ELECTION | {"milestones": milestones}, 201)
    expected = [
        milestones[0] | {"due_on": "2024-02-13", "given": "H-1"},
        milestones[1] | {"given": None, "note": None},
        milestones[2] | {"due_on": "2024-02-14", "given": "H", "note": None},
    ]
    assert put == ELECTION | {"id": "pemilu", "milestones": expected}
    for person in (city.owner, city.vendor, city.partner, city.police, city.observer, city.auditor):
        assert await person.get("elections/pemilu") == put


async def test_what_is_due_before_the_vote_moves_with_it(city: City) -> None:
    body = ELECTION | {"milestones": [{"name": "Logistics", "due_on": "H-1"}]}
    await city.operator.put("elections/pemilu", body)
    moved = await city.operator.put("elections/pemilu", body | {"voting_on": "2024-06-26"}, 200)
    assert moved["milestones"][0]["due_on"] == "2024-06-25"


_IMPOSSIBLE: list[dict[str, Any]] = [
    {"voting_on": "1944-01-01"},
    {"voting_on": "2024-02-30"},
    {"kind": "auction"},
    {"milestones": [{"name": "Logistics", "due_on": "H-1000"}]},
    {"milestones": [{"name": "Logistics", "due_on": "2024-02-30"}]},
    {"milestones": [{"name": "Logistics", "due_on": "H-1"}] * 2},
    {"milestones": [{"name": f"Milestone {number}", "due_on": "H"} for number in range(101)]},
]


async def test_days_that_cannot_be_are_refused(city: City) -> None:
    for more in _IMPOSSIBLE:
        await city.operator.put("elections/pemilu", ELECTION | more, 422)


async def test_an_election_stays_while_it_has_polling_stations(city: City) -> None:
    path = await hold(city, a=station(1))
    problem = (await city.operator.delete("elections/pemilu", 409)).json()
    assert problem["in_use"] == {"polling-stations": 1}
    await city.operator.delete(f"{path}/a")
    await city.operator.delete("elections/pemilu")
    await city.owner.get("elections/pemilu", 404)


async def test_only_the_operator_writes_elections(city: City) -> None:
    await hold(city)
    for person in (city.owner, city.partner, city.vendor, city.police, city.observer, city.auditor):
        await person.put("elections/pemilu", ELECTION, 403)
        await person.delete("elections/pemilu", 403)


async def test_a_stale_tag_stops_a_change(city: City) -> None:
    created = await city.operator.ask("PUT", "elections/pemilu", ELECTION, {"If-None-Match": "*"})
    stale = {"If-Match": created.headers["etag"]}
    renamed = ELECTION | {"name": "Pemilihan Umum 2024"}
    assert (await city.operator.ask("PUT", "elections/pemilu", renamed, stale)).status_code == 200
    assert (await city.operator.ask("PUT", "elections/pemilu", ELECTION, stale)).status_code == 412
    assert (await city.operator.ask("DELETE", "elections/pemilu", None, stale)).status_code == 412


async def test_elections_of_another_tenant_are_not_there(
    city: City, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    path = await hold(city, a=station(1))
    other = City(f"{city.tenant}-twin", http, issuer)
    assert await other.operator.ids("elections") == []
    for foreign in ("elections/pemilu", path, f"{path}/a"):
        await other.operator.get(foreign, 404)
    for foreign in ("elections/pemilu", f"{path}/a"):
        await other.operator.delete(foreign, 404)
    await other.operator.put(f"{path}/b", station(2), 404)
