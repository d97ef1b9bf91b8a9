from dataclasses import replace

from lokus_registry.domain.person import Person

_RINA = Person("rina", "Rina", "bawaslu", "Pengawas", subject="rina@bawaslu")


def test_who_is_there_and_known_by_their_token_can_confirm() -> None:
    assert _RINA.can_confirm
    assert not replace(_RINA, subject=None).can_confirm
    assert not replace(_RINA, active=False).can_confirm


def test_phone_and_mail_show_in_no_log() -> None:
    person = replace(_RINA, phone="+62 21 1", email="rina@kpu.example")
    assert "62 21" not in repr(person)
    assert "example" not in repr(person)
