from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.mask import Layer, disjoint, mask
from lokus_registry.domain.contracts.period import Span

_DAY = Span(0, 100)


def test_where_layers_of_a_kind_overlap_the_earlier_one_is_named() -> None:
    first = Layer(0, 50, Counts.EXCLUDED, "first")
    second = Layer(20, 80, Counts.EXCLUDED, "second")
    within = Layer(60, 70, Counts.EXCLUDED, "within")
    assert disjoint([within, second, first]) == [first, second._replace(start_ms=50)]


def test_maintenance_lies_over_exclusions_and_the_service_hours_over_both() -> None:
    exclusions = [Layer(0, 60, Counts.EXCLUDED, "power")]
    maintenance = [Layer(20, 30, Counts.MAINTENANCE, "cleaning")]
    found = mask(_DAY, (Span(0, 50),), (_DAY,), exclusions, maintenance)
    assert found == (
        Layer(0, 20, Counts.EXCLUDED, "power"),
        Layer(20, 30, Counts.MAINTENANCE, "cleaning"),
        Layer(30, 50, Counts.EXCLUDED, "power"),
        Layer(50, 100, Counts.OFF_HOURS, "service-hours"),
    )


def test_nothing_lies_over_a_camera_that_always_serves() -> None:
    assert mask(_DAY, (_DAY,), (_DAY,)) == ()
