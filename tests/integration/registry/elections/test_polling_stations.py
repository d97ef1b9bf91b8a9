"""Polling stations over HTTP: what each says, where it may vote, how they are found."""

import asyncio
from typing import Any

from integration.registry.elections.ballots import ELECTION, RAWAN, VILLAGE, hold, station
from integration.registry.imports.sending import errors_of, imported
from integration.registry.people import City, site

_BARE = {"site": None, "special": False, "supervision": None, "vulnerability": None}


async def test_a_polling_station_reads_back_whole(city: City) -> None:
    path = await hold(city)
    whole = station(901, site="tps-1", special=True, supervision={"reason": "an island"}, vulnerability=RAWAN)
    put = await city.operator.put(f"{path}/3171011001901", whole, 201)
    assert put == {"election": "pemilu", "id": "3171011001901"} | whole
    for person in (city.owner, city.vendor, city.partner, city.police, city.observer, city.auditor):
        assert await person.get(f"{path}/3171011001901") == put
    bare = await city.operator.put(f"{path}/3171011001901", station(901), 200)
    assert bare == {"election": "pemilu", "id": "3171011001901"} | _BARE | station(901)


async def test_each_election_has_polling_stations_of_its_own(city: City) -> None:
    first = await hold(city, "pemilu", a=station(1), b=station(2))
    second = await hold(city, "pilkada", a=station(7))
    assert await city.police.ids(first) == ["a", "b"]
    assert (await city.police.get(f"{second}/a"))["number"] == 7
    await city.operator.delete(f"{second}/a")
    assert await city.police.ids(first) == ["a", "b"]


async def test_they_are_found_by_what_they_are_and_where_they_lie(city: City) -> None:
    await city.operator.put(
        "areas/31.71.01.1002", {"name": "Cideng", "level": "village", "parent": "31.71.01"}
    )
    path = await hold(
        city,
        a=station(1, special=True),
        b=station(2, vulnerability=RAWAN),
        c=station(3, supervision={"reason": "an island"}, site="tps-1"),
        d=station(1, area="31.71.01.1002", vulnerability=RAWAN | {"class": "low"}),
    )
    cases = {
        "special=true": ["a"],
        "special=false&limit=2": ["b", "c"],
        "vulnerability=high": ["b"],
        "vulnerability=low": ["d"],
        "supervision=true": ["c"],
        "supervision=false": ["a", "b", "d"],
        "has_site=true": ["c"],
        "has_site=false&area=31.71.01.1001": ["a", "b"],
        "area=31.71": ["a", "b", "c", "d"],
        "area=31.71.01.1002": ["d"],
        "area=31.72": [],
        "area=31&after=b&limit=1": ["c"],
    }
    for query, expected in cases.items():
        assert await city.police.ids(f"{path}?{query}") == expected, query
    for wrong in ("special=maybe", "vulnerability=extreme", "area=x"):
        await city.police.get(f"{path}?{wrong}", 422)
    await city.police.get("elections/none/polling-stations", 404)


_CONTRADICTIONS: list[tuple[dict[str, Any], str | None]] = [
    (station(1, area="31.71.01"), "area-level"),
    (station(1, area="31.71.01.9999"), "unknown-reference"),
    (station(1, site="nowhere"), "unknown-reference"),
    (station(1, site="mall"), "site-kind"),
    (station(1, site="tps-elsewhere"), "site-area"),
    (station(2), "number-taken"),
    (station(0), None),
    (station(1, vulnerability=RAWAN | {"class": "extreme"}), None),
    (station(1, vulnerability={"class": "high"}), None),
    (station(1, vulnerability={**RAWAN, "level": "high"}), None),
    (station(1, supervision={}), None),
]


async def test_what_contradicts_its_place_is_refused(city: City) -> None:
    await city.owner.put("sites/tps-elsewhere", site("kpu", area="31.71.01"))
    path = await hold(city, taken=station(2))
    for body, reason in _CONTRADICTIONS:
        problem = await city.operator.put(f"{path}/new", body, 422)
        assert problem.get("reason") == reason, problem
    await city.police.get(f"{path}/new", 404)


async def test_what_a_polling_station_refers_to_stays(city: City) -> None:
    await city.owner.put("sites/school", site("kpu"))
    await hold(city, a=station(1, site="school"))
    assert (await city.owner.delete("sites/school", 409)).json()["in_use"] == {"polling-stations": 1}
    in_use = (await city.operator.delete(f"areas/{VILLAGE}", 409)).json()["in_use"]
    assert in_use["polling-stations"] == 1


async def test_a_site_stays_where_and_what_it_is_while_a_polling_station_votes_there(city: City) -> None:
    await city.owner.put("sites/school", site("kpu"))
    path = await hold(city, a=station(1, site="school"))
    refused: list[tuple[str, dict[str, Any]]] = [
        ("kind", {"kind": "warehouse"}),
        ("area", {"area": "31.71.01"}),
    ]
    for member, change in refused:
        problem = await city.owner.put("sites/school", site("kpu", **change), 409)
        assert problem["reason"] == "in-use"
        assert problem["detail"].startswith(f"{member}: polling station pemilu/a votes at school")
    job = await imported(city.owner, "collection=sites&mode=update", "id,kind\r\nschool,warehouse\r\n")
    [(line, wrong, _)] = await errors_of(city.owner, job)
    assert (line, wrong) == (2, "kind")
    await city.owner.put("sites/school", site("kpu", name="Another name"), 200)
    await city.operator.put(f"{path}/a", station(1))
    await city.owner.put("sites/school", site("kpu", kind="warehouse"), 200)


async def test_a_site_does_not_leave_its_village_while_a_polling_station_comes(city: City) -> None:
    """Whichever is first, the other is refused."""
    path = await hold(city)
    await city.owner.put("sites/school", site("kpu"))
    for number in range(1, 9):
        body = station(number, site="school")
        async with asyncio.TaskGroup() as tasks:
            comes = tasks.create_task(city.operator.ask("PUT", f"{path}/a", body), name="comes")
            leaves = tasks.create_task(
                city.owner.ask("PUT", "sites/school", site("kpu", kind="office")), name="leaves"
            )
        assert {comes.result().status_code, leaves.result().status_code} in ({201, 409}, {422, 200})
        await city.operator.ask("DELETE", f"{path}/a")
        await city.owner.put("sites/school", site("kpu"))


async def test_only_the_operator_writes_polling_stations(city: City) -> None:
    path = await hold(city, a=station(1))
    for person in (city.owner, city.partner, city.vendor, city.police, city.observer, city.auditor):
        await person.put(f"{path}/a", station(1), 403)
        await person.put(f"{path}/b", station(2), 403)
        await person.delete(f"{path}/a", 403)


async def test_a_stale_tag_stops_change_and_removal(city: City) -> None:
    path = await hold(city)
    created = await city.operator.ask("PUT", f"{path}/a", station(1), {"If-None-Match": "*"})
    stale = {"If-Match": created.headers["etag"]}
    assert (await city.operator.ask("PUT", f"{path}/a", station(2), stale)).status_code == 200
    for method, body in (("PUT", station(1)), ("DELETE", None)):
        refused = await city.operator.ask(method, f"{path}/a", body, stale)
        assert (refused.status_code, refused.json()["reason"]) == (412, "changed")
    refused = await city.operator.ask("PUT", f"{path}/a", station(2), {"If-None-Match": "*"})
    assert (refused.status_code, refused.json()["reason"]) == (412, "exists")


async def test_a_polling_station_needs_its_election(city: City) -> None:
    problem = await city.operator.put("elections/none/polling-stations/a", station(1), 404)
    assert problem["detail"] == "there is no election none"
    await city.operator.put("elections/none", ELECTION)
    await city.operator.put("elections/none/polling-stations/a", station(1), 201)
