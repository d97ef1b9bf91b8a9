"""Polling stations from a file: of which election, what is refused, what changes only in part."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from integration.registry.imports.sending import (
    CSV,
    NDJSON,
    counts,
    end_of,
    errors_of,
    imported,
    ndjson,
    submit,
)
from integration.registry.people import City
from integration.registry.waiting import until

ELECTION = {"name": "Pemilu 2024", "kind": "general", "voting_on": "2024-02-14"}
QUERY = "collection=polling-stations&election=pemilu"
STATIONS = "elections/pemilu/polling-stations"
VILLAGE = "31.71.01.1001"
HEADER = "id,number,area,site,special\n"
SPECIAL = "UPDATE polling_stations SET special = true WHERE tenant = :tenant AND id = 's1'"
WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


@pytest.fixture
async def voting(city: City) -> City:
    """The city, with an election in it."""
    await city.operator.put("elections/pemilu", ELECTION)
    return city


async def test_a_csv_of_polling_stations_is_taken(voting: City) -> None:
    body = HEADER + f"s1,1,{VILLAGE},tps-1,false\ns2,901,{VILLAGE},,true\n"
    job = await imported(voting.operator, QUERY, body)
    assert (job["state"], job["election"], counts(job)) == ("done", "pemilu", (2, 0, 0, 0)), job["reason"]
    found = await voting.auditor.get(f"{STATIONS}/s1")
    assert (found["number"], found["area"], found["site"], found["special"]) == (1, VILLAGE, "tps-1", False)
    assert counts(await imported(voting.operator, QUERY, body)) == (0, 0, 2, 0)


async def test_bad_rows_are_told_with_line_and_member_and_stop_nothing(voting: City) -> None:
    lines = [
        f"s1,1,{VILLAGE},,false",
        f"s2,none,{VILLAGE},,false",
        f"s3,1,{VILLAGE},,false",
        "s4,4,31.99,,false",
    ]
    job = await imported(voting.operator, QUERY, HEADER + "\n".join(lines))
    assert counts(job) == (1, 0, 0, 3)
    assert [(line, member) for line, member, _ in await errors_of(voting.operator, job)] == [
        (3, "number"),
        (4, "number"),
        (5, "area"),
    ]


async def test_a_polling_station_that_stands_there_twice_is_what_the_later_row_says(voting: City) -> None:
    body = HEADER + f"s1,1,{VILLAGE},,false\ns1,1,{VILLAGE},,true\n"
    assert counts(await imported(voting.operator, QUERY, body)) == (1, 1, 0, 0)
    assert (await voting.operator.get(f"{STATIONS}/s1"))["special"] is True


async def test_an_update_changes_what_it_gives_and_keeps_the_rest(voting: City) -> None:
    await imported(voting.operator, QUERY, HEADER + f"s1,1,{VILLAGE},tps-1,false\n")
    rows: list[dict[str, Any]] = [
        {"id": "s1", "supervision": {"reason": "by boat alone"}},
        {"id": "s2", "special": True},
    ]
    job = await imported(voting.operator, f"{QUERY}&mode=update", ndjson(rows), NDJSON)
    assert counts(job) == (0, 1, 0, 1)
    found = await voting.operator.get(f"{STATIONS}/s1")
    assert (found["site"], found["supervision"]) == ("tps-1", {"reason": "by boat alone"})


async def test_an_update_keeps_what_another_writes_meanwhile(voting: City, database_url: str) -> None:
    await imported(voting.operator, QUERY, HEADER + f"s1,1,{VILLAGE},tps-1,false\n")
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    # What is looked at stays as it was first seen until a transaction ends.
    looking = engine.execution_options(isolation_level="AUTOCOMMIT")
    async with looking.connect() as look, engine.begin() as another:
        await another.execute(text(SPECIAL), {"tenant": voting.tenant})
        job = await submit(voting.operator, f"{QUERY}&mode=update", "id,number\ns1,7\n")

        async def is_held_up() -> bool | None:
            return bool((await look.execute(text(WAITING))).scalar()) or None

        await until(is_held_up)
    await engine.dispose()
    assert counts(await end_of(voting.operator, job)) == (0, 1, 0, 0)
    found = await voting.operator.get(f"{STATIONS}/s1")
    assert (found["number"], found["special"], found["site"]) == (7, True, "tps-1")


async def test_a_dry_run_says_what_would_be_and_writes_nothing(voting: City) -> None:
    job = await imported(voting.operator, f"{QUERY}&dry_run=true", HEADER + f"s1,1,{VILLAGE},,false\n")
    assert counts(job) == (1, 0, 0, 0)
    await voting.operator.get(f"{STATIONS}/s1", 404)


async def test_an_election_that_is_not_there_fails_the_import(voting: City) -> None:
    query = "collection=polling-stations&election=nobodys"
    job = await imported(voting.operator, query, HEADER + f"s1,1,{VILLAGE},,false\n")
    assert job["state"] == "failed"
    assert job["reason"] == "there is no election nobodys; PUT /v1/elections/nobodys first"


@pytest.mark.parametrize("query", ["collection=polling-stations", "collection=areas&election=pemilu"])
async def test_an_election_is_named_for_polling_stations_and_nothing_else(voting: City, query: str) -> None:
    response = await voting.operator.send("POST", f"imports?{query}", "id\n", CSV)
    assert response.status_code == 400
    assert "election" in response.json()["detail"]


async def test_only_the_operator_imports_polling_stations(voting: City) -> None:
    response = await voting.owner.send("POST", f"imports?{QUERY}", HEADER, CSV)
    assert response.status_code == 403
