"""The month of docs/guide/registry/contracts.md, told with the very curl commands of the page."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from integration.registry.contracts.ledger import Ledger, last_month
from integration.registry.guide_page import blocks, run
from integration.registry.people import City, Person, camera
from integration.registry.registry_process import RegistryProcess
from integration.registry.waiting import until

FIRST = last_month(datetime.now(UTC))  # noqa: TID251 (a statement is of the month before this one)


def _token(person: Person) -> str:
    return person._headers["Authorization"].removeprefix("Bearer ")


async def test_the_month_of_the_guide_is_true(
    city: City, registry: RegistryProcess, database_url: str, tmp_path: Path
) -> None:
    await city.vendor.put("cameras/c1", camera())
    tenth = FIRST + timedelta(days=9)
    hour = timedelta(hours=1)
    ledger = Ledger(database_url, city.tenant)
    await ledger.write("c1", (tenth + 8 * hour, tenth + 10 * hour, "offline", "unreachable"))
    names = {
        "REGISTRY": registry.url,
        "BUYER": _token(city.owner),
        "VENDOR": _token(city.vendor),
        "MONTH": f"{FIRST:%Y-%m}",
    }
    *told, reading, signing = blocks("contracts")
    for block in told:
        run(block, tmp_path, names)

    async def computed() -> dict[str, Any] | None:
        (found,) = (await city.owner.get("statements"))["items"]
        return None if found["digest"] is None else found

    statement = await until(computed)
    assert statement["totals"]["ms"]["excluded"] == statement["totals"]["ms"]["offline"] == 3_600_000
    names |= {"STATEMENT": statement["id"], "DIGEST": statement["digest"]}
    for block in (reading, signing):
        run(block, tmp_path, names)
    assert (await city.auditor.get(f"statements/{statement['id']}"))["state"] == "signed"
