"""All metrics of the service, read from the tally whenever somebody asks."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from lokus_analytics.application.tally import Tally


class TallyCollector(Collector):
    """Shows the tally to Prometheus."""

    def __init__(self, tally: Tally, registry: CollectorRegistry) -> None:
        self._tally = tally
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """The metrics as they are now."""
        tally = self._tally
        yield GaugeMetricFamily("lokus_analytics_cameras", "Cameras watched now", tally.cameras)
        yield GaugeMetricFamily(
            "lokus_analytics_reports_waiting", "Reports that the bus has not kept yet", tally.reports_waiting
        )
        for noun, text, value in (
            ("access_units_dropped", "Access units dropped for want of time", tally.units_dropped),
            ("access_units_undecodable", "Access units that gave no picture", tally.units_undecodable),
            ("pictures_decoded", "Pictures decoded", tally.pictures_decoded),
            ("pictures_analysed", "Pictures looked at for motion", tally.pictures_analysed),
            ("events_raised", "Events that began", tally.events_raised),
            ("events_ended", "Events that were over", tally.events_ended),
        ):
            yield CounterMetricFamily(f"lokus_analytics_{noun}", text, value)
