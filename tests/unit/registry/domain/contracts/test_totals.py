from lokus_registry.domain.contracts.account import Account, Outage
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.credit import due, tariff
from lokus_registry.domain.contracts.reckoning import Line
from lokus_registry.domain.contracts.totals import Totals
from unit.registry.domain.contracts.samples import DAY_MS, FEBRUARY, TERMS


def test_totals_are_the_sums_of_the_lines() -> None:
    by, totals = tariff(TERMS, FEBRUARY), Totals()
    bad = Account(
        {Counts.DELIVERING: FEBRUARY.length_ms - DAY_MS, Counts.OFFLINE: DAY_MS}, (Outage(0, DAY_MS, DAY_MS),)
    )
    good = Account({Counts.DELIVERING: FEBRUARY.length_ms})
    never = Account({Counts.UNKNOWN: FEBRUARY.length_ms})
    for camera, counted in {"a": bad, "b": good, "c": never}.items():
        totals.add(Line(camera, counted, due(counted, by), ""), by)
    told = totals.worded()
    assert told["ms"] == dict.fromkeys(Counts, 0) | {
        Counts.DELIVERING: 2 * FEBRUARY.length_ms - DAY_MS,
        Counts.OFFLINE: DAY_MS,
        Counts.UNKNOWN: FEBRUARY.length_ms,
    }
    assert (told["cameras"], told["measured_cameras"], told["below_target"]) == (3, 2, 1)
    assert (told["outages"], told["late_outages"]) == (1, 1)
    assert (told["fee"], told["credit"]) == (870_000, 29_000 + 25_000)
