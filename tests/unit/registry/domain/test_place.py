import pytest

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.place import (
    VARIANTS,
    SiteVariant,
    Zone,
    check_position,
    check_privacy,
    check_stays_private,
    check_variant,
    is_always_private,
)


def test_a_zone_is_private_until_somebody_says_otherwise() -> None:
    assert Zone("z", "Zone", "entrance", "s").private is True


def test_a_position_is_whole_or_absent() -> None:
    check_position(None, None)
    check_position(0.0, 0.0)
    for latitude, longitude in ((1.0, None), (None, 1.0)):
        with pytest.raises(Invalid, match="both or neither"):
            check_position(latitude, longitude)


@pytest.mark.parametrize("kind", SiteKind)
def test_a_variant_belongs_to_one_kind_and_may_be_left_out(kind: SiteKind) -> None:
    check_variant(kind, None)
    for variant in SiteVariant:
        if variant in VARIANTS.get(kind, ()):
            check_variant(kind, variant)
        else:
            with pytest.raises(Invalid, match="variant"):
                check_variant(kind, variant)


def test_every_variant_is_of_exactly_one_kind() -> None:
    assert sorted(variant for variants in VARIANTS.values() for variant in variants) == sorted(SiteVariant)


@pytest.mark.parametrize("kind", ["meeting_room", "Meeting Room", " meeting-room ", "COMMISSIONERS__ROOM"])
def test_where_an_election_body_deliberates_is_private_however_it_is_written(kind: str) -> None:
    assert is_always_private(kind)
    check_privacy(Zone("z", "Zone", kind, "s"))
    with pytest.raises(Invalid, match="for ever"):
        check_privacy(Zone("z", "Zone", kind, "s", private=False))


@pytest.mark.parametrize("kind", ["entrance", "waiting_room", "meeting", ""])
def test_other_kinds_are_for_their_owner_to_say(kind: str) -> None:
    check_privacy(Zone("z", "Zone", kind, "s", private=False))


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("kind", ["meeting_room", "Commissioners Room"])
def test_a_zone_that_is_private_for_ever_becomes_of_no_other_kind(kind: str, *, private: bool) -> None:
    before = Zone("z", "Zone", kind, "s")
    with pytest.raises(Invalid, match="retire this zone's cameras and register a new zone") as refused:
        check_stays_private(Zone("z", "Zone", "entrance", "s", private=private), before)
    assert refused.value.reason == "always-private"


def test_a_zone_that_is_private_for_ever_may_become_of_another_such_kind() -> None:
    check_stays_private(Zone("z", "Zone", "commissioners_room", "s"), Zone("z", "Zone", "Meeting Room", "s"))


def test_a_zone_of_any_other_kind_may_become_of_every_kind() -> None:
    for kind in ("entrance", "meeting_room"):
        check_stays_private(Zone("z", "Zone", kind, "s"), None)
        check_stays_private(Zone("z", "Zone", kind, "s"), Zone("z", "Zone", "hall", "s", private=False))
