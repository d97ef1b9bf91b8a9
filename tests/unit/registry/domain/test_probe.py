from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_proto.v1.probe import ProbeReason, ProbeReply, ProbeReport
from lokus_registry.domain.probe import Probe, ProbeState, host_of

AT = datetime(2026, 2, 14, 8, tzinfo=UTC)
PROBE = Probe("p1", "nusantara", "tech", "192.0.2.10", None, AT)


def test_a_probe_waits_until_it_is_answered() -> None:
    assert PROBE.state is ProbeState.WAITING
    report = ProbeReport(device_url="http://192.0.2.10/onvif/device_service")
    assert PROBE.answered(ProbeReply(probe="p1", report=report), AT).state is ProbeState.DONE
    failed = PROBE.answered(ProbeReply(probe="p1", reason=ProbeReason.REFUSED, detail="no"), AT)
    assert (failed.state, failed.reason, failed.detail) == (ProbeState.FAILED, ProbeReason.REFUSED, "no")


def test_a_probe_whose_answer_never_came_is_lost_in_time() -> None:
    assert PROBE.as_of(AT + timedelta(seconds=60)).state is ProbeState.WAITING
    lost = PROBE.as_of(AT + timedelta(minutes=10))
    assert (lost.state, lost.reason) == (ProbeState.FAILED, ProbeReason.NO_WORKER)
    assert lost.as_of(AT + timedelta(minutes=50)) == lost


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("192.0.2.10", "192.0.2.10"),
        ("Camera.Example:8000", "camera.example"),
        ("http://192.0.2.10/onvif", "192.0.2.10"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("http://[", None),
    ],
)
def test_the_host_of_an_address_is_known_however_it_is_written(address: str, host: str | None) -> None:
    assert host_of(address) == host


@given(st.text(max_size=40))
def test_any_text_has_a_host_or_none(text: str) -> None:
    assert host_of(text) is None or host_of(text)
