"""What changes after a draft makes it stale: it cannot be signed, and the next revision knows the change."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.registry.contracts.ledger import last_month
from integration.registry.contracts.scene import TERMS, contract, overlay, signed_contract
from integration.registry.people import City, Person, camera
from integration.registry.waiting import until

FIRST = last_month(datetime.now(UTC))  # noqa: TID251 (a statement is of the month before this one)
MONTH = f"{FIRST:%Y-%m}"
NEXT = (FIRST + timedelta(days=32)).replace(day=1)
DAYS = {"starts_on": "2020-01-01", "ends_on": "2035-12-31"}
HOUR = {"from": (FIRST + timedelta(hours=1)).isoformat(), "to": (FIRST + timedelta(hours=2)).isoformat()}
CHEAP = TERMS | {"monthly_fee_per_camera": 1000}


@pytest.fixture
async def draft(city: City) -> dict[str, Any]:
    """Of the contract `k1` with the camera `c1`."""
    await signed_contract(city, "c1", **DAYS)
    asked = await city.vendor.ask("POST", "contracts/k1/statements", {"month": MONTH})
    assert asked.status_code == 202, asked.text
    return await newest(city)


async def newest(city: City, month: str = MONTH) -> dict[str, Any]:
    """The last revision of a month, once it is computed."""

    async def look() -> dict[str, Any] | None:
        found = (await city.owner.get(f"statements?contract=k1&month={month}"))["items"]
        last: dict[str, Any] = max(found, key=lambda each: each["revision"])
        return None if last["state"] == "queued" else last

    return await until(look)


async def signing(person: Person, statement: dict[str, Any]) -> tuple[int, str]:
    """Sign; the status, and the state or the reason."""
    path = f"statements/{statement['id']}/sign"
    told = await person.ask("POST", path, {"digest": statement["digest"]})
    return told.status_code, told.json().get("state") or told.json()["reason"]


async def test_an_exclusion_that_is_approved_after_the_draft_is_in_what_is_signed(
    city: City, draft: dict[str, Any]
) -> None:
    await city.vendor.put("exclusions/e1", overlay(kind="power", **HOUR), 201)
    assert await signing(city.vendor, draft) == (200, "draft")
    assert (await city.owner.ask("POST", "exclusions/e1/approve", {})).status_code == 200
    for person in (city.owner, city.vendor):
        assert await signing(person, draft) == (409, "superseded")
    second = await newest(city)
    assert (second["revision"], second["vendor_signed_by"]) == (draft["revision"] + 1, None)
    assert second["totals"]["ms"]["excluded"] == 3_600_000
    assert (await city.vendor.ask("POST", "exclusions/e1/withdraw", {})).status_code == 200
    assert await signing(city.owner, second) == (409, "superseded")
    third = await newest(city)
    assert (third["revision"], third["digest"]) == (second["revision"] + 1, draft["digest"])
    assert await signing(city.owner, third) == (200, "draft")
    assert await signing(city.vendor, third) == (200, "signed")


async def test_terms_and_cameras_that_come_after_the_draft_are_in_what_is_signed(
    city: City, draft: dict[str, Any]
) -> None:
    await city.owner.put(f"contracts/k1/amendments/{MONTH}", CHEAP, 201)
    second = await newest(city)
    assert (second["revision"], second["totals"]["fee"]) == (draft["revision"] + 1, 1000)
    await city.vendor.put("cameras/c2", camera())
    joined = {"cameras": ["c2"], "since": FIRST.isoformat()}
    await city.owner.put("contracts/k1/cameras", joined, 200)
    third = await newest(city)
    assert (third["revision"], third["totals"]["cameras"]) == (second["revision"] + 1, 2)
    for stale in (draft, second):
        assert await signing(city.owner, stale) == (409, "superseded")
    assert await signing(city.vendor, third) == (200, "draft")
    assert await signing(city.owner, third) == (200, "signed")
    dearer = await city.owner.ask("PUT", f"contracts/k1/amendments/{MONTH}", TERMS)
    stay = await city.owner.ask("DELETE", f"contracts/k1/cameras/c2?until={HOUR['to'][:19]}Z")
    for refused in (dearer, stay):
        assert (refused.status_code, refused.json()["reason"]) == (409, "signed"), refused.text


async def test_what_does_not_touch_the_month_leaves_the_draft_and_its_signature(
    city: City, draft: dict[str, Any]
) -> None:
    assert await signing(city.vendor, draft) == (200, "draft")
    await city.owner.put(f"contracts/k1/amendments/{NEXT:%Y-%m}", CHEAP, 201)
    await city.owner.put("contracts/k1", contract(**DAYS, name="another name"), 200)
    await city.vendor.put("cameras/c2", camera())
    await city.owner.put("contracts/k1/cameras", {"cameras": ["c2"], "since": NEXT.isoformat()}, 200)
    assert await signing(city.owner, draft) == (200, "signed")


async def test_a_preview_that_is_stale_is_superseded_and_not_computed_anew(city: City) -> None:
    await signed_contract(city, "c1", **DAYS)
    month = f"{NEXT:%Y-%m}"
    asked = await city.vendor.ask("POST", "contracts/k1/statements", {"month": month})
    assert asked.status_code == 202, asked.text
    preview = await newest(city, month)
    assert preview["state"] == "preview"
    await city.owner.put(f"contracts/k1/amendments/{month}", CHEAP, 201)
    assert (await newest(city, month)) == preview | {"state": "superseded"}


async def test_of_a_signature_and_an_approval_at_once_one_is_refused(
    city: City, draft: dict[str, Any]
) -> None:
    await city.vendor.put("exclusions/e1", overlay(kind="power", **HOUR), 201)
    assert await signing(city.vendor, draft) == (200, "draft")
    async with asyncio.TaskGroup() as tasks:
        approving = tasks.create_task(city.owner.ask("POST", "exclusions/e1/approve", {}), name="approve")
        signature = tasks.create_task(signing(city.owner, draft), name="sign")
    approved = approving.result().status_code == 200
    assert signature.result() == ((409, "superseded") if approved else (200, "signed"))
    assert approved or approving.result().json()["reason"] == "signed"
    last = await newest(city)
    excluded = last["totals"]["ms"]["excluded"]
    assert (last["state"], excluded) == (("draft", 3_600_000) if approved else ("signed", 0))
