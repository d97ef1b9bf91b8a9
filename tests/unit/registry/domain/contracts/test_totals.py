from lokus_registry.domain.contracts.account import Outage, totalled
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.credit import due, tariff
from lokus_registry.domain.contracts.totals import Totals
from unit.registry.domain.contracts.samples import DAY_MS, FEBRUARY, TERMS


def test_totals_are_the_sums_of_the_lines() -> None:
    by, totals = tariff(TERMS, FEBRUARY), Totals()
    bad = totalled(
        {Counts.DELIVERING: FEBRUARY.length_ms - DAY_MS, Counts.OFFLINE: DAY_MS}, (Outage(0, DAY_MS, DAY_MS),)
    )
    good = totalled({Counts.DELIVERING: FEBRUARY.length_ms})
    never = totalled({Counts.UNKNOWN: FEBRUARY.length_ms})
    for counted in (bad, good, never):
        totals.add(counted, due(counted, by), by)
    told = totals.worded()
    assert told["ms"] == dict.fromkeys(Counts, 0) | {
        Counts.DELIVERING: 2 * FEBRUARY.length_ms - DAY_MS,
        Counts.OFFLINE: DAY_MS,
        Counts.UNKNOWN: FEBRUARY.length_ms,
    }
    assert (told["cameras"], told["measured_cameras"], told["below_target"]) == (3, 2, 1)
    assert (told["outages"], told["late_outages"]) == (1, 1)
    assert (told["fee"], told["credit"]) == (870_000, 29_000 + 25_000)
