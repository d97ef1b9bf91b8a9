"""Standards over HTTP: kept by their organisation, read by whoever owns, keeps or audits."""

import httpx

from integration.registry.people import City
from integration.registry.readiness.standards import APAR, CCTV, standard
from support.identity import Issuer


async def test_a_standard_is_put_read_listed_and_removed(city: City) -> None:
    created = await city.owner.put("standards/std", standard(), 201)
    assert [each["key"] for each in created["items"]] == ["apar", "cctv", "guard"]
    assert created["items"][0] == APAR | {"zone_kinds": [], "required": True}
    for person in (city.vendor, city.partner, city.auditor, city.operator):
        assert await person.get("standards/std") == created
    assert await city.auditor.ids("standards?site_kind=warehouse&owner=kpu") == ["std"]
    assert await city.auditor.ids("standards?site_kind=tps") == []
    stale = await city.owner.ask("PUT", "standards/std", standard("kpu", APAR), {"If-Match": '"other"'})
    assert stale.status_code == 412
    assert (await city.operator.delete("organisations/kpu", 409)).json()["in_use"]["standards"] == 1
    await city.owner.delete("standards/std")
    await city.owner.get("standards/std", 404)


async def test_a_standard_is_written_by_its_organisation_alone(
    city: City, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    await city.owner.put("standards/std", standard(), 201)
    for person in (city.other_owner, city.partner, city.vendor, city.operator, city.auditor, city.police):
        await person.put("standards/std", standard(), 403)
    await city.other_owner.put("standards/std", standard("dishub"), 403)
    await city.other_owner.delete("standards/std", 403)
    await city.police.get("standards/std", 403)
    twin = City(f"{city.tenant}-twin", http, issuer)
    await twin.auditor.get("standards/std", 404)
    assert await twin.auditor.ids("standards") == []


async def test_a_standard_that_cannot_be_is_refused(city: City) -> None:
    for wrong in (CCTV | {"zone_kinds": []}, APAR | {"zone_kinds": ["store"]}, CCTV | {"valid_days": 3}):
        refused = await city.owner.ask("PUT", "standards/std", standard("kpu", wrong))
        assert refused.status_code == 422, refused.text
    twice = await city.owner.ask("PUT", "standards/std", standard("kpu", APAR, APAR))
    assert twice.json()["reason"] == "twice"
