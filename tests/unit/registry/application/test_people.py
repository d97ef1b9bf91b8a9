from dataclasses import replace

import pytest

from lokus_kit.errors import Conflict, Forbidden, Invalid, NotFound
from lokus_registry.application.people import People
from lokus_registry.application.ports import Window
from lokus_registry.domain.person import Person
from unit.registry.cast import AUDITOR, OPERATOR, OTHER_OWNER, OWNER, VENDOR
from unit.registry.memory_registers import MemoryRegistry

SITI = Person("siti", "Siti", "kpu", "Kepala Gudang", subject="siti@kpu")


@pytest.fixture
async def people(registry: MemoryRegistry) -> People:
    people = People(registry.begin)
    await people.put(OWNER, SITI)
    return people


async def test_an_organisation_keeps_its_own(people: People) -> None:
    assert await people.put(OWNER, replace(SITI, title="Ketua")) is False
    assert (await people.get(OWNER, "siti")).title == "Ketua"
    await people.remove(OWNER, "siti")
    assert (await people.page(OWNER, Window(10))).items == []


async def test_nobody_takes_reads_or_removes_those_of_another(people: People) -> None:
    with pytest.raises(Forbidden):
        await people.put(OTHER_OWNER, replace(SITI, organisation="dishub"))
    with pytest.raises(Forbidden):
        await people.put(OTHER_OWNER, SITI)
    with pytest.raises(Forbidden):
        await people.get(OTHER_OWNER, "siti")
    with pytest.raises(Forbidden):
        await people.remove(OTHER_OWNER, "siti")
    assert (await people.page(OTHER_OWNER, Window(10))).items == []
    assert len((await people.page(AUDITOR, Window(10))).items) == 1


async def test_one_subject_is_one_person_of_an_organisation(people: People) -> None:
    with pytest.raises(Conflict, match="siti of kpu already"):
        await people.put(OWNER, replace(SITI, id="other"))
    assert await people.put(OTHER_OWNER, replace(SITI, id="other", organisation="dishub")) is True


async def test_the_organisation_is_there_before_its_people(people: People) -> None:
    with pytest.raises(Invalid, match="PUT /v1/organisations/nobody first"):
        await people.put(OPERATOR, replace(SITI, organisation="nobody"))


async def test_an_owner_finds_whom_of_another_organisation_to_name(people: People) -> None:
    await people.put(OWNER, replace(SITI, id="agus", subject=None))
    await people.put(OWNER, replace(SITI, id="budi", subject="budi@kpu", active=False))
    found = (await people.nameable(OTHER_OWNER, "kpu", Window(10))).items
    assert [(each.id, each.can_confirm) for each in found] == [("agus", False), ("siti", True)]
    assert (await people.nameable(OTHER_OWNER, "dishub", Window(10))).items == []
    with pytest.raises(NotFound):
        await people.nameable(OTHER_OWNER, "nobody", Window(10))
    with pytest.raises(Forbidden):
        await people.nameable(VENDOR, "kpu", Window(10))
