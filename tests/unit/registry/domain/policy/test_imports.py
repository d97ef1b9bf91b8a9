from datetime import UTC, datetime

import pytest

from lokus_kit.errors import Forbidden
from lokus_registry.domain.imports.job import (
    Import,
    ImportCollection,
    ImportFormat,
    ImportMode,
    ImportState,
    Order,
)
from lokus_registry.domain.policy.imports import may_cancel, may_import, visible_imports
from unit.registry.cast import AUDITOR, POLICE, VENDOR
from unit.registry.rules import allowed

OWNERS = {"kpu", "dishub", "plaza"}
VENDORS = {"nusantara", "rival"}


@pytest.mark.parametrize(
    ("collection", "who"),
    [
        (ImportCollection.ORGANISATIONS, {"lokus"}),
        (ImportCollection.AREAS, {"lokus"}),
        (ImportCollection.SITES, OWNERS),
        (ImportCollection.ZONES, OWNERS),
        (ImportCollection.CAMERAS, OWNERS | VENDORS),
    ],
)
def test_who_may_write_a_collection_may_import_it(collection: ImportCollection, who: set[str]) -> None:
    assert allowed(may_import, collection) == who


def test_imports_are_seen_by_their_organisation_and_those_who_see_all() -> None:
    assert visible_imports(AUDITOR).covers("nusantara")
    assert visible_imports(VENDOR).covers("nusantara")
    assert not visible_imports(VENDOR).covers("rival")
    with pytest.raises(Forbidden):
        visible_imports(POLICE)


def test_an_import_is_cancelled_by_those_who_could_have_sent_it_and_by_the_operator() -> None:
    order = Order(ImportCollection.CAMERAS, ImportMode.UPSERT, ImportFormat.CSV)
    job = Import("i1", order, VENDOR, ImportState.QUEUED, datetime(2026, 2, 14, tzinfo=UTC))
    assert allowed(may_cancel, job) == {"lokus", "nusantara"}
