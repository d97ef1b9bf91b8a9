"""The warehouse's standard and findings: one item met, one not, and cameras left to the platform."""

from datetime import UTC, datetime

from lokus_local.demo.caller import Caller
from lokus_local.demo.readiness import STANDARD, survey_warehouse
from unit.local.demo.kept_api import REGISTRY, KeptApi

NOW = datetime(2024, 2, 10, 3, tzinfo=UTC)


async def test_what_was_found_is_recorded_and_cameras_are_not_ticked() -> None:
    api = KeptApi()
    async with api.client() as http:
        await survey_warehouse(Caller(http, api.mint, REGISTRY), NOW)
    items = {item["key"]: item["rule"] for item in api.kept[f"/v1/standards/{STANDARD}"]["items"]}
    found = {path.rpartition("/")[2]: body for path, body in api.kept.items() if "/readiness/" in path}
    assert {items[item] for item in found} == {"record"}
    assert {body["fulfilled"] for body in found.values()} == {True, False}


async def test_a_standard_that_is_there_is_left_alone() -> None:
    api = KeptApi()
    api.kept[f"/v1/standards/{STANDARD}"] = {}
    async with api.client() as http:
        await survey_warehouse(Caller(http, api.mint, REGISTRY), NOW)
    assert api.puts == []
