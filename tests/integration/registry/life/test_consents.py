"""A partner offers a camera with consent, and takes it back with effect at once."""

import pytest

from integration.registry.kept_plane import KeptPlane
from integration.registry.life.ingest_voice import tell_pictures
from integration.registry.life.living import life, probe, serve, take
from integration.registry.people import City, camera

TERMS = {"terms": "the gate alone, until the vote is over"}


async def _offer(city: City) -> None:
    await city.partner.put("cameras/c1", camera("gate", vendor=None))


async def test_without_consent_nothing_pulls_a_partners_camera(city: City, bus: KeptPlane) -> None:
    await _offer(city)
    assert not (await bus.source_of_version(city.tenant, "c1", 1)).enabled
    await tell_pictures(bus, city.tenant)
    stands = await life(city.partner)
    assert (stands["state"], stands["consented"]) == ("registered", False)
    await city.partner.put("cameras/c1/consent", TERMS)
    assert (await bus.source_of_version(city.tenant, "c1", 2)).enabled
    await probe(city, bus)


async def test_a_withdrawal_takes_effect_at_once_and_needs_a_new_acceptance(
    city: City, bus: KeptPlane
) -> None:
    await _offer(city)
    await city.partner.put("cameras/c1/consent", TERMS)
    await serve(city, bus, city.partner)
    version = (await city.partner.get("cameras/c1"))["version"]
    gone = await take(city.partner, "consent/withdraw", reason="we have sold the gate")
    assert not gone["in_force"]
    assert gone["consents"][0]["withdrawal_reason"] == "we have sold the gate"
    source = await bus.source_of_version(city.tenant, "c1", version + 1)
    record = await bus.record_of_version(city.tenant, "c1", version + 1)
    assert (source.enabled, record.enabled, record.in_service) == (False, False, False)

    await city.partner.put("cameras/c1/consent", TERMS)
    assert (await bus.source_of_version(city.tenant, "c1", version + 2)).enabled
    assert not (await bus.record_of_version(city.tenant, "c1", version + 2)).in_service
    await serve(city, bus, city.partner)
    consents = (await city.partner.get("cameras/c1/consent"))["consents"]
    assert [each["withdrawn_at"] is None for each in consents] == [True, False]


async def test_the_same_consent_again_changes_nothing(city: City) -> None:
    await _offer(city)
    first = await city.partner.put("cameras/c1/consent", TERMS)
    assert await city.partner.put("cameras/c1/consent", TERMS) == first


async def test_only_the_partner_consents_and_only_to_its_own(city: City, other_city: City) -> None:
    await _offer(city)
    await city.vendor.put("cameras/c2", camera())
    for person in (city.owner, city.vendor, city.operator):
        await person.put("cameras/c1/consent", TERMS, 403)
        await take(person, "consent/withdraw", 403, reason="mine")
    refusal = await city.owner.put("cameras/c2/consent", TERMS, 409)
    assert refusal["reason"] == "no-consent-needed"
    await other_city.partner.put("cameras/c1/consent", TERMS, 404)
    await other_city.partner.get("cameras/c1/consent", 404)
    await city.other_owner.get("cameras/c1/consent", 403)


async def test_the_letter_is_read_by_whoever_may_read_the_camera(city: City) -> None:
    await _offer(city)
    letter = await city.partner.put_file(b"%PDF-1.7 we consent", "application/pdf")
    await city.partner.put("cameras/c1/consent", TERMS | {"letter": letter["id"]})
    path = f"cameras/c1/consent/letters/{letter['id']}"
    found = await city.auditor.ask("GET", path)
    assert found.content == b"%PDF-1.7 we consent"
    await city.other_owner.get(path, 403)
    await city.partner.get(f"cameras/c1/consent/letters/{'0' * 64}", 404)


@pytest.mark.parametrize("letter", ["0" * 64, "short"])
async def test_a_letter_that_nobody_put_is_told(city: City, letter: str) -> None:
    await _offer(city)
    refusal = await city.partner.put("cameras/c1/consent", TERMS | {"letter": letter}, 422)
    assert "letter" in refusal["detail"] or "letter" in str(refusal)


async def test_a_retired_camera_is_offered_no_more(city: City) -> None:
    await _offer(city)
    await take(city.partner, "retire", reason="gone")
    await city.partner.put("cameras/c1/consent", TERMS, 409)
    await take(city.partner, "consent/withdraw", 409, reason="gone")
