"""Grants over the API, by those who may, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest

from integration.access_gateway.town import Town
from lokus_identity.caller import Role


async def test_a_grant_is_made_once_and_says_how_it_stands(town: Town) -> None:
    now: dict[str, Any] = {
        "not_before": "2026-01-01T00:00:00+07:00",
        "not_after": "2100-01-01T00:00:00+07:00",
    }
    made = await town.grant(**now)
    assert made.status_code == 201
    item = made.json()
    assert (item["state"], item["epoch"], item["letter"]) == ("active", 1, "B/1042/XI")
    assert (await town.grant(**now)).status_code == 200
    wider = await town.grant(**now, actions=["live", "events", "ptz"])
    assert (wider.status_code, wider.json()["reason"]) == (409, "exists")
    revoked = (await town.revoke()).json()
    assert (revoked["state"], revoked["epoch"], revoked["reason"]) == ("revoked", 2, "over")
    assert revoked["revoked_by"] == "somebody@kpu"
    assert (await town.revoke()).json() == revoked
    assert (await town.grant(**now)).json()["state"] == "revoked"


async def test_states_are_those_of_the_moment(town: Town) -> None:
    hour = timedelta(hours=1)
    for name, begins in (("a", timedelta(0)), ("b", hour), ("c", -2 * hour)):
        await town.grant(name, begins=begins)
    items = (await town.http.get("/v1/grants", headers=town.police)).json()["items"]
    assert [(item["id"], item["state"]) for item in items] == [
        ("a", "active"),
        ("b", "scheduled"),
        ("c", "expired"),
    ]


async def test_grants_are_read_by_parties_and_auditors(town: Town) -> None:
    await town.grant("a")
    await town.grant("b", grantee="bawaslu")
    expected = {
        "kpu": ["a", "b"],
        "police": ["a"],
        "bawaslu": ["b"],
        "nobody": [],
    }
    for org, ids in expected.items():
        reply = await town.http.get("/v1/grants", headers=town.person(org, Role.AGENCY_OPERATOR))
        assert [item["id"] for item in reply.json()["items"]] == ids
    for role in (Role.AUDITOR, Role.PLATFORM_OPERATOR):
        page = (await town.http.get("/v1/grants?limit=1", headers=town.person("x", role))).json()
        assert ([item["id"] for item in page["items"]], page["next"]) == (["a"], "a")
    assert (await town.http.get("/v1/grants/a", headers=town.police)).status_code == 200
    assert (await town.http.get("/v1/grants/b", headers=town.police)).status_code == 404


async def test_only_the_owner_makes_and_revokes(town: Town) -> None:
    await town.grant()
    for headers in (town.police, town.operator, town.person("kpu", Role.VENDOR)):
        refused = await town.http.post("/v1/grants/grant-1/revoke", headers=headers)
        assert (refused.status_code, refused.json()["reason"]) == (403, "owner")
    town.owner = town.person("police", Role.OWNER_ADMIN)
    assert (await town.grant("theft")).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"locus": {}},
        {"actions": []},
        {"actions": ["look"]},
        {"purpose": "curiosity"},
        {"grantee": "kpu"},
        {"grantee": "Not A Token"},
        {"not_after": "2020-01-01T00:00:00Z"},
        {"not_before": "2026-01-01T00:00:00"},
        {"surprise": 1},
    ],
)
async def test_a_grant_that_makes_no_sense_is_refused(town: Town, wrong: dict[str, Any]) -> None:
    refused = await town.grant(**wrong)
    assert refused.status_code == 422
    assert refused.json()["errors"]
