"""Statements over HTTP: computed from the ledger, shown whole, signed by both, disputed; then frozen."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from integration.registry.contracts.ledger import Ledger, last_month
from integration.registry.contracts.scene import TERMS, contract, overlay, signed_contract
from integration.registry.people import City
from integration.registry.waiting import until
from support.identity import Issuer

NOW = datetime.now(UTC)  # noqa: TID251 (a statement is of the month before this one)
FIRST = last_month(NOW)
MONTH = f"{FIRST:%Y-%m}"
LENGTH = (FIRST + timedelta(days=32)).replace(day=1) - FIRST
DAYS = {"starts_on": "2020-01-01", "ends_on": "2035-12-31"}
HOUR = timedelta(hours=1)
HOUR_MS = 3_600_000


@pytest.fixture
async def ledger(city: City, database_url: str) -> Ledger:
    """`c1` was away for ten hours in all, `c2` never, nobody measured `c3`."""
    await signed_contract(city, "c1", "c2", "c3", **DAYS)
    ledger = Ledger(database_url, city.tenant)
    end = FIRST + LENGTH
    cuts = [FIRST, FIRST + 30 * HOUR, FIRST + 38 * HOUR, FIRST + 60 * HOUR, FIRST + 62 * HOUR, end]
    states = ["delivering", "offline", "delivering", "stalled", "delivering"]
    await ledger.write(
        "c1", *((a, b, state, None) for a, b, state in zip(cuts, cuts[1:], states, strict=False))
    )
    await ledger.write("c2", (FIRST, end, "delivering", None))
    return ledger


async def computed(city: City, month: str = MONTH) -> dict[str, Any]:
    """Ask for a month's statement, and wait for it."""
    asked = await city.vendor.ask("POST", "contracts/k1/statements", {"month": month})
    assert asked.status_code == 202, asked.text
    path = asked.headers["location"].removeprefix("/v1/")
    return await finished(city, path)


async def finished(city: City, path: str) -> dict[str, Any]:
    """Wait until it is computed."""

    async def look() -> dict[str, Any] | None:
        found = await city.owner.get(path)
        return None if found["state"] == "queued" else found

    return await until(look)


async def sign(city: City, statement: Mapping[str, Any]) -> None:
    """Both sides."""
    for person in (city.owner, city.vendor):
        done = await person.ask("POST", f"statements/{statement['id']}/sign", {"digest": statement["digest"]})
        assert done.status_code == 200, done.text


async def document(city: City, key: str) -> str:
    """The text that the digest is of."""
    response = await city.owner.ask("GET", f"statements/{key}", None, {"Accept": "application/x-ndjson"})
    assert response.status_code == 200, response.text
    return response.text


async def test_a_month_is_computed_from_the_ledger(city: City, ledger: Ledger) -> None:
    statement = await computed(city)
    totals = statement["totals"]
    assert (statement["state"], statement["revision"], statement["preview"]) == ("draft", 1, False)
    assert (totals["cameras"], totals["measured_cameras"], totals["below_target"]) == (3, 2, 1)
    assert (totals["ms"]["offline"], totals["ms"]["stalled"]) == (8 * HOUR_MS, 2 * HOUR_MS)
    assert sum(totals["ms"].values()) == 3 * LENGTH // timedelta(milliseconds=1)
    assert (totals["outages"], totals["late_outages"], totals["credit"]) == (2, 1, 29_000 + 25_000)
    lines = (await city.vendor.get(f"statements/{statement['id']}/lines"))["items"]
    assert [(line["id"], line["credit"]) for line in lines] == [("c1", 54_000), ("c2", 0), ("c3", 0)]
    assert (lines[1]["availability"], lines[2]["availability"]) == (1.0, None)


async def test_the_evidence_covers_every_moment_of_the_month(city: City, ledger: Ledger) -> None:
    claim = {"from": (FIRST + 31 * HOUR).isoformat(), "to": (FIRST + 33 * HOUR).isoformat()}
    await city.vendor.put("exclusions/e1", overlay(kind="power", cameras=[], sites=["tps-1"], **claim), 201)
    assert (await city.owner.ask("POST", "exclusions/e1/approve", {})).status_code == 200
    statement = await computed(city)
    evidence = await city.owner.get(f"statements/{statement['id']}/lines/c1")
    pieces = evidence["pieces"]
    edges = [(datetime.fromisoformat(p["from"]), datetime.fromisoformat(p["to"])) for p in pieces]
    assert edges[0][0] == FIRST
    assert edges[-1][1] == FIRST + LENGTH
    assert [end for _, end in edges[:-1]] == [start for start, _ in edges[1:]]
    excluded = [piece for piece in pieces if piece["counts"] == "excluded"]
    assert [(each["measured"], each["why"]) for each in excluded] == [("offline", "exclusions/e1")]
    assert statement["totals"]["ms"]["offline"] == 6 * HOUR_MS
    await city.owner.get(f"statements/{statement['id']}/lines/c9", 404)


async def test_the_same_input_gives_the_same_digest_and_anybody_can_check_it(
    city: City, ledger: Ledger
) -> None:
    first, again = await computed(city), await computed(city)
    assert (again["revision"], again["digest"]) == (2, first["digest"])
    assert (await city.owner.get(f"statements/{first['id']}"))["state"] == "superseded"
    text = await document(city, again["id"])
    assert hashlib.sha256(text.encode()).hexdigest() == again["digest"]
    head, *lines, totals = map(json.loads, text.splitlines())
    assert (head["terms"], head["month"]) == (TERMS, MONTH)
    assert [line["camera"] for line in lines] == ["c1", "c2", "c3"]
    assert sum(line["credit"] for line in lines) == totals["credit"] == 54_000
    await city.owner.put("contracts/k1", contract(**DAYS, terms=TERMS | {"late_repair_credit": 1}), 200)
    assert (await computed(city))["digest"] != first["digest"]


async def test_a_statement_is_shown_as_csv_and_as_a_page_to_print(city: City, ledger: Ledger) -> None:
    await city.owner.put("contracts/k1", contract(**DAYS, name='<script>alert("x")</script>'), 200)
    statement = await computed(city)
    path = f"statements/{statement['id']}"
    table = await city.owner.ask("GET", path, None, {"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [(row["camera"], row["credit"]) for row in rows] == [("c1", "54000"), ("c2", "0"), ("c3", "0")]
    page = await city.owner.ask("GET", path, None, {"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert statement["digest"] in page.text
    refused = await city.other_owner.ask("GET", path, None, {"Accept": "text/csv"})
    assert refused.status_code == 403


async def test_what_both_have_signed_never_changes(city: City, ledger: Ledger) -> None:
    statement = await computed(city)
    key = statement["id"]
    before = await document(city, key)
    wrong = await city.owner.ask("POST", f"statements/{key}/sign", {"digest": "0" * 64})
    assert (wrong.status_code, wrong.json()["reason"]) == (409, "digest")
    await sign(city, statement)
    await sign(city, statement)
    frozen = await city.auditor.get(f"statements/{key}")
    assert (frozen["state"], frozen["buyer_signed_by"]) == ("signed", "somebody@kpu")
    inside = {"from": (FIRST + HOUR).isoformat(), "to": (FIRST + 2 * HOUR).isoformat()}
    dispute = {"statement": key, "camera": "c1", "claim": "no", "counts_as": "delivering"} | inside
    tries = [
        (city.owner, "POST", "contracts/k1/statements", {"month": MONTH}),
        (city.owner, "PUT", "contracts/k1", contract(**DAYS, terms=TERMS | {"late_repair_credit": 1})),
        (city.owner, "PUT", f"contracts/k1/amendments/{MONTH}", TERMS | {"late_repair_credit": 1}),
        (city.owner, "PUT", "contracts/k1/cameras/c1", {"until": inside["to"]}),
        (city.owner, "DELETE", f"contracts/k1/cameras/c2?until={inside['to'].replace('+', '%2B')}", None),
        (city.vendor, "PUT", "exclusions/e1", overlay(kind="power", **inside)),
        (city.vendor, "PUT", "disputes/d1", dispute),
        (city.owner, "DELETE", "contracts/k1", None),
    ]
    for person, method, path, body in tries:
        refused = await person.ask(method, path, body)
        assert refused.status_code == 409, (method, path, refused.text)
    await ledger.write("c3", (FIRST, FIRST + LENGTH, "offline", None))
    assert await document(city, key) == before
    assert await city.auditor.get(f"statements/{key}") == frozen


async def test_a_month_that_is_not_over_gives_a_preview_that_nobody_signs(city: City, ledger: Ledger) -> None:
    this = FIRST + LENGTH
    await ledger.run("c3", this, this + timedelta(minutes=1), "delivering")
    statement = await computed(city, f"{this:%Y-%m}")
    assert (statement["state"], statement["preview"]) == ("preview", True)
    assert statement["totals"]["ms"]["delivering"] == 60_000
    refused = await city.owner.ask(
        "POST", f"statements/{statement['id']}/sign", {"digest": statement["digest"]}
    )
    assert (refused.status_code, refused.json()["reason"]) == (409, "preview")
    for month in ("2035-12", "2019-12"):
        asked = await city.owner.ask("POST", "contracts/k1/statements", {"month": month})
        assert (asked.status_code, asked.json()["reason"]) == (422, "month")


async def test_a_dispute_that_is_upheld_leads_to_a_new_revision(city: City, ledger: Ledger) -> None:
    statement = await computed(city)
    body = {
        "statement": statement["id"],
        "camera": "c1",
        "from": (FIRST + 30 * HOUR).isoformat(),
        "to": (FIRST + 38 * HOUR).isoformat(),
        "claim": "Rekaman lokal ada",
        "counts_as": "delivering",
    }
    opened = await city.vendor.put("disputes/d1", body, 201)
    assert (opened["state"], opened["side"]) == ("opened", "vendor")
    await city.vendor.put("disputes/d1", body, 200)
    changed = await city.vendor.ask("PUT", "disputes/d1", body | {"claim": "other"})
    assert (changed.status_code, changed.json()["reason"]) == (409, "opened")
    digest = {"digest": statement["digest"]}
    unsigned = await city.owner.ask("POST", f"statements/{statement['id']}/sign", digest)
    assert (unsigned.status_code, unsigned.json()["reason"]) == (409, "disputed")
    own = await city.vendor.ask("POST", "disputes/d1/uphold", {})
    assert (own.status_code, own.json()["reason"]) == (403, "other-side")
    answered = await city.owner.ask("POST", "disputes/d1/answer", {"note": "diperiksa"})
    assert answered.json()["state"] == "answered"
    upheld = await city.owner.ask("POST", "disputes/d1/uphold", {})
    assert (upheld.json()["state"], upheld.json()["answer"]) == ("upheld", "diperiksa")
    newest = (await city.owner.get(f"statements?contract=k1&month={MONTH}"))["items"]
    (second,) = [each for each in newest if each["revision"] == 2]
    revised = await finished(city, f"statements/{second['id']}")
    assert (revised["totals"]["late_outages"], revised["totals"]["ms"]["offline"]) == (0, 0)
    pieces = (await city.owner.get(f"statements/{revised['id']}/lines/c1"))["pieces"]
    assert [piece["measured"] for piece in pieces if piece["why"] == "disputes/d1"] == ["offline"]
    await sign(city, revised)


async def test_a_dispute_may_be_rejected_and_must_be_about_the_draft(city: City, ledger: Ledger) -> None:
    statement = await computed(city)
    hour = {"from": (FIRST + HOUR).isoformat(), "to": (FIRST + 2 * HOUR).isoformat()}
    body = {"statement": statement["id"], "camera": "c2", "claim": "gelap", "counts_as": "offline"} | hour
    for wrong, reason in (
        ({"camera": "c9"}, "camera"),
        ({"counts_as": "off_hours"}, "counts-as"),
        ({"to": hour["from"]}, "period"),
    ):
        refused = await city.owner.ask("PUT", "disputes/d1", body | wrong)
        assert (refused.status_code, refused.json()["reason"]) == (422, reason), refused.text
    await city.owner.put("disputes/d1", body, 201)
    rejected = await city.vendor.ask("POST", "disputes/d1/reject", {"note": "rekaman terlampir"})
    assert rejected.json()["state"] == "rejected"
    again = await city.vendor.ask("POST", "disputes/d1/uphold", {})
    assert (again.status_code, again.json()["edges"]) == (409, [])
    await sign(city, statement)


async def test_strangers_see_no_statement_and_no_dispute(
    city: City, ledger: Ledger, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    statement = await computed(city)
    hour = {"from": (FIRST + HOUR).isoformat(), "to": (FIRST + 2 * HOUR).isoformat()}
    body = {"statement": statement["id"], "camera": "c2", "claim": "gelap", "counts_as": "offline"} | hour
    await city.owner.put("disputes/d1", body, 201)
    other = City(f"{city.tenant}-other", http, issuer)
    paths = [f"statements/{statement['id']}{rest}" for rest in ("", "/lines", "/lines/c1")]
    for path in (*paths, "disputes/d1"):
        await city.other_vendor.get(path, 403)
        await city.police.get(path, 403)
        await other.owner.get(path, 404)
    for collection in ("statements", "disputes"):
        assert await city.other_owner.ids(collection) == []
        assert await other.owner.ids(collection) == []
        assert len(await city.vendor.ids(collection)) == 1
    asked = await city.other_owner.ask("POST", "contracts/k1/statements", {"month": MONTH})
    assert asked.status_code == 403
