from lokus_proto import catalogue, subjects
from lokus_proto.subjects import StreamName


def test_every_address_is_one_that_subjects_spell() -> None:
    for entry in catalogue.CATALOGUE:
        subject = entry.address.format(tenant="jakarta", entity="gate", stream=StreamName.MAIN)
        assert subjects.parse(subject)[:3] == (entry.plane, "jakarta", "gate")


def test_types_and_schemas_are_unique() -> None:
    found = catalogue.messages()
    assert len({each.TYPE for each in found}) == len({each.SCHEMA for each in found}) == len(found)
    assert all(each.TYPE.startswith("lokus.") and each.TYPE.endswith(".v1") for each in found)
