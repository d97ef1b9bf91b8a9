from prometheus_client import CollectorRegistry, generate_latest

from lokus_analytics.adapters.metrics import TallyCollector
from lokus_analytics.application.tally import Tally


def test_the_tally_is_shown_as_it_is_when_asked() -> None:
    tally, registry = Tally(), CollectorRegistry()
    TallyCollector(tally, registry)
    tally.cameras, tally.events_raised = 3, 2
    text = generate_latest(registry).decode()
    assert "lokus_analytics_cameras 3.0" in text
    assert "lokus_analytics_events_raised_total 2.0" in text
