from lokus_registry.domain.readiness.finding import ItemReadiness, ItemState
from lokus_registry.domain.readiness.standard import Rule, StandardItem
from lokus_registry.domain.readiness.wanted import Wanted

_APAR = ItemReadiness("std", StandardItem("apar", "APAR", Rule.RECORD), ItemState.MET)
_GUARD = ItemReadiness("std", StandardItem("guard", "Penjaga", Rule.RECORD, required=False), ItemState.GAP)


def test_items_are_narrowed_by_all_that_is_wanted() -> None:
    items = (_APAR, _GUARD)
    assert Wanted().of(items) == items
    assert Wanted(item="apar").of(items) == Wanted(state=ItemState.MET).of(items) == (_APAR,)
    assert Wanted(required=False).of(items) == (_GUARD,)
    assert Wanted(required=True).of(items) == (_APAR,)
    assert Wanted(item="apar", state=ItemState.GAP).of(items) == ()
