"""The plan: which processes, with which settings; the services themselves accept them."""

import importlib
from pathlib import Path

import pytest

from lokus_kit.settings import ServiceSettings
from lokus_local.child_command import ChildCommand
from lokus_local.home import Home
from lokus_local.ports import Ports
from lokus_local.up.plan import Backends, Plan

_BACKENDS = Backends(
    nats_url="nats://bus-secret@127.0.0.1:9005",
    registry_database_url="postgresql://u:db-secret@127.0.0.1:9006/lokus_registry",
    gateway_database_url="postgresql://u:db-secret@127.0.0.1:9006/lokus_access",
)
_MODULES = ["lokus_registry", "lokus_ingest", "lokus_analytics", "lokus_access_gateway"]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(Home(tmp_path), Ports.choose(9000))


def _children(plan: Plan) -> list[ChildCommand]:
    return [plan.issuer(), *plan.virtual_cameras(), *plan.services(_BACKENDS)]


@pytest.mark.parametrize("module", _MODULES)
def test_each_service_accepts_its_settings(plan: Plan, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (child,) = (child for child in plan.services(_BACKENDS) if module in child.arguments)
    for name, value in child.environment.items():
        monkeypatch.setenv(name, value)
    settings = importlib.import_module(f"{module}.settings").Settings.load()
    assert isinstance(settings, ServiceSettings)
    assert settings.http_host == settings.metrics_host == "127.0.0.1"
    assert settings.nats_url == _BACKENDS.nats_url


def test_no_secret_is_among_the_arguments_or_in_what_is_shown(plan: Plan) -> None:
    secrets = ["bus-secret", "db-secret", plan.camera_password, plan.signing_key_pem]
    secrets += plan.client_secrets.values()
    for child in _children(plan):
        shown = f"{child.arguments} {child!r}"
        assert not any(secret in shown for secret in secrets)


def test_every_child_that_tells_its_readiness_is_asked(plan: Plan) -> None:
    assert plan.ready_urls() == {
        "issuer": "http://127.0.0.1:9004/readyz",
        "registry": "http://127.0.0.1:9001/readyz",
        "ingest": "http://127.0.0.1:9002/readyz",
        "analytics": "http://127.0.0.1:9003/readyz",
        "access-gateway": "http://127.0.0.1:9000/readyz",
    }


def test_a_child_sees_no_settings_but_its_own(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOKUS_REGISTRY_STRAY", "x")
    (registry, *_) = plan.services(_BACKENDS)
    assert "LOKUS_REGISTRY_STRAY" not in registry.full_environment()
    assert "LOKUS_GATEWAY_DATABASE_URL" not in registry.full_environment()


def test_each_worker_of_ingest_is_a_child_with_a_name_and_ports_of_its_own(tmp_path: Path) -> None:
    plan = Plan(Home(tmp_path), Ports.choose(9000, ingest_workers=3))
    workers = {child.name: child.environment for child in plan.services(_BACKENDS) if "ingest" in child.name}
    assert [workers[name]["LOKUS_INGEST_WORKER"] for name in ("ingest", "ingest-2", "ingest-3")] == [*workers]
    ports = {
        environment[f"LOKUS_INGEST_{each}_PORT"]
        for environment in workers.values()
        for each in ("HTTP", "METRICS")
    }
    assert len(ports) == 6
    assert len({environment["LOKUS_INGEST_CREDENTIALS_KEYS"] for environment in workers.values()}) == 1
    assert plan.ready_urls()["ingest-3"] == "http://127.0.0.1:9022/readyz"
