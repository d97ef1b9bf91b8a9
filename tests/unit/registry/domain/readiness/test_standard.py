from dataclasses import replace

import pytest

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind
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
