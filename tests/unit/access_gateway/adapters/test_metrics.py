"""What is counted, as Prometheus reads it."""

from prometheus_client import REGISTRY

from lokus_access_gateway.adapters.metrics import Metrics
from lokus_access_gateway.domain.decision import Decision, Reason
from lokus_proto.v1.grant_change import Action


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"lokus_gateway_{name}", labels) or 0.0


def test_decisions_are_counted_by_action_outcome_and_reason() -> None:
    labels = {"action": "live", "outcome": "deny", "reason": "private-zone"}
    before = value("decisions_total", **labels)
    Metrics().decided(Action.LIVE, Decision(allowed=False, reason=Reason.PRIVATE_ZONE))
    assert value("decisions_total", **labels) == before + 1


def test_sessions_and_what_they_are_sent_are_counted() -> None:
    metrics = Metrics()
    names = ("viewing_sessions", "sent_bytes_total", "dropped_units_total", "first_unit_seconds_count")
    before = [value(name) for name in names]
    metrics.opened()
    metrics.first_unit(0.1)
    metrics.sent(100)
    assert value("viewing_sessions") == before[0] + 1
    metrics.ended("deleted", dropped_units=3)
    after = [value(name) for name in names]
    assert [new - old for new, old in zip(after, before, strict=True)] == [0, 100, 3, 1]
