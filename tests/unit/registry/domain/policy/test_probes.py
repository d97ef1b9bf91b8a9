from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lokus_identity.caller import Role
from lokus_kit.errors import Forbidden, NotFound
from lokus_registry.domain.policy.probes import may_probe, may_probe_camera, may_read_probe
from lokus_registry.domain.probe import Probe
from unit.registry.cast import OTHER_VENDOR, OWNER, VENDOR, placed
from unit.registry.rules import allowed

PROBE = Probe("p1", "nusantara", "tech", "192.0.2.10", None, datetime(2026, 2, 14, tzinfo=UTC))


def test_whoever_may_register_cameras_may_have_devices_looked_at() -> None:
    assert allowed(may_probe) == {"kpu", "dishub", "plaza", "nusantara", "rival"}


def test_a_probe_is_seen_by_the_organisation_that_asked() -> None:
    may_read_probe(VENDOR, PROBE)
    for other in (OTHER_VENDOR, OWNER):
        with pytest.raises(NotFound):
            may_read_probe(other, PROBE)
    with pytest.raises(Forbidden):
        may_read_probe(replace(VENDOR, roles=frozenset({Role.AUDITOR})), PROBE)


def test_a_camera_is_probed_by_who_keeps_it_or_owns_its_site() -> None:
    assert allowed(may_probe_camera, placed()) == {"kpu", "nusantara"}
