"""The Kubernetes manifests: they build, the API server would take them, and the services run by them."""

import shutil
from typing import Any

import kubernetes_validate
import pytest
import yaml

from contract.deploy.deployed import (
    KUBERNETES,
    SERVICES,
    Container,
    compose_containers,
    compose_environment,
    kubernetes_containers,
    manifests,
    new_secrets,
)
from contract.deploy.rules import API_PORT, INTERNAL_PORT, check_command, check_settings, services_of

VERSION = "1.34"


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return compose_environment(tmp_path_factory.mktemp("secrets"))


@pytest.fixture(scope="module")
def base() -> list[dict[str, Any]]:
    return manifests(KUBERNETES / "base")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    copied = tmp_path_factory.mktemp("demo") / "k8s"
    shutil.copytree(KUBERNETES, copied)
    new_secrets(copied / "overlays/demo")
    return manifests(copied / "overlays/demo")


@pytest.fixture(scope="module")
def containers(base: list[dict[str, Any]], secrets: dict[str, str]) -> dict[str, Container]:
    return kubernetes_containers(base, secrets)


def test_the_base_is_valid(base: list[dict[str, Any]]) -> None:
    for document in base:
        kubernetes_validate.validate(document, VERSION, strict=True)


def test_the_demo_is_valid(demo: list[dict[str, Any]]) -> None:
    for document in demo:
        kubernetes_validate.validate(document, VERSION, strict=True)


def test_every_service_accepts_its_settings(
    containers: dict[str, Container], monkeypatch: pytest.MonkeyPatch
) -> None:
    for container in services_of(containers):
        check_settings(container, monkeypatch)


def test_every_service_runs_its_own_image(containers: dict[str, Container]) -> None:
    for container in services_of(containers):
        check_command(container)


def test_every_service_is_probed_where_it_answers(containers: dict[str, Container]) -> None:
    for container in services_of(containers):
        ports = {port["name"]: port["containerPort"] for port in container.spec["ports"]}
        assert ports == {"http": API_PORT, "internal": INTERNAL_PORT}
        probes = {kind: container.spec[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness")}
        assert all(probe == {"path": "/healthz", "port": "internal"} for probe in probes.values())
        assert container.spec["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "internal"}


def test_every_pod_keeps_the_restricted_standard(demo: list[dict[str, Any]]) -> None:
    for workload in demo:
        if workload["kind"] not in {"Deployment", "StatefulSet"}:
            continue
        pod = workload["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            rights = container["securityContext"]
            assert rights["allowPrivilegeEscalation"] is False
            assert rights["readOnlyRootFilesystem"] is True
            assert rights["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["limits"]["memory"]


def test_every_service_has_a_disruption_budget_and_a_name(base: list[dict[str, Any]]) -> None:
    for kind in ("Deployment", "Service", "PodDisruptionBudget"):
        names = {each["metadata"]["name"] for each in base if each["kind"] == kind}
        assert set(SERVICES) <= names, kind


def test_everything_is_closed_before_it_is_opened(base: list[dict[str, Any]]) -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in base if each["kind"] == "NetworkPolicy"}
    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_the_base_holds_no_secret_and_says_what_it_needs(base: list[dict[str, Any]]) -> None:
    assert not [each for each in base if each["kind"] == "Secret"]
    wanted = {
        entry["valueFrom"]["secretKeyRef"]["key"]
        for each in base
        if each["kind"] in {"Deployment", "StatefulSet"}
        for container in each["spec"]["template"]["spec"]["containers"]
        for entry in container["env"]
        if "secretKeyRef" in entry.get("valueFrom", {})
    }
    example = yaml.safe_load((KUBERNETES / "base/secret.example.yaml").read_text())
    assert example["stringData"] == dict.fromkeys(wanted, "")


def test_compose_and_kubernetes_run_the_same_engines(
    containers: dict[str, Container], secrets: dict[str, str]
) -> None:
    composed = compose_containers(secrets)
    for engine in ("postgres", "nats"):
        wanted = composed[engine].spec["image"]
        assert containers[engine].spec["image"] == wanted
