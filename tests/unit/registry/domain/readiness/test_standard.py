from dataclasses import replace

import pytest

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.place import SiteVariant
from lokus_registry.domain.readiness.standard import (
    Rule,
    Standard,
    StandardItem,
    check_standard,
    records_of,
)

_APAR = StandardItem("apar", "APAR", Rule.RECORD, valid_days=30)
_CCTV = StandardItem("cctv", "CCTV", Rule.CAMERAS, ("store",))
_STANDARD = Standard("gudang", "Gudang", "kpu", SiteKind.WAREHOUSE, (_APAR, _CCTV))


def test_each_item_has_what_its_rule_needs() -> None:
    check_standard(_STANDARD)
    wrong = {
        "twice": (_APAR, _APAR),
        "zone-kinds": (replace(_CCTV, zone_kinds=()),),
        "valid-days": (replace(_CCTV, valid_days=1),),
    }
    for reason, items in wrong.items():
        with pytest.raises(Invalid) as refused:
            check_standard(replace(_STANDARD, items=items))
        assert refused.value.reason == reason
    with pytest.raises(Invalid, match="apar: zone_kinds"):
        check_standard(replace(_STANDARD, items=(replace(_APAR, zone_kinds=("store",)),)))


def test_what_cameras_show_is_no_matter_of_records() -> None:
    assert records_of([_STANDARD]) == {"apar"}
    assert records_of([]) == frozenset()


def test_a_standard_of_a_variant_is_asked_of_that_variant_alone() -> None:
    office = replace(_STANDARD, site_kind=SiteKind.OFFICE, variant=SiteVariant.PPK)
    check_standard(office)
    assert [office.is_asked_of(each) for each in (SiteVariant.PPK, SiteVariant.PPS, None)] == [
        True,
        False,
        False,
    ]
    assert all(_STANDARD.is_asked_of(each) for each in (SiteVariant.PPK, None))
    with pytest.raises(Invalid, match="variant"):
        check_standard(replace(office, variant=SiteVariant.MAIN))
