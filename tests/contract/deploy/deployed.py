"""Deployments as the tests see them: containers with a command, an environment, ports and mounts.

Compose files and Kubernetes manifests are read into the same form, with every reference (to `.env`, a
ConfigMap or a Secret) resolved, so that one set of rules holds for both.
"""

import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from dotenv import dotenv_values

from lokus_kit.settings import ServiceSettings

ROOT: Final = Path(__file__).resolve().parents[3]
KUBERNETES: Final = ROOT / "deploy/k8s"
SERVICES: Final = {
    "registry": "lokus_registry",
    "ingest": "lokus_ingest",
    "analytics": "lokus_analytics",
    "access-gateway": "lokus_access_gateway",
}
_REFERENCE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
_EXPANSION = re.compile(r"\$\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Container:
    """One container as it will run."""

    name: str
    image: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    ports: frozenset[int]
    spec: Mapping[str, Any]


def settings_class(service: str) -> type[ServiceSettings]:
    """The settings of one of the four services."""
    settings: type[ServiceSettings] = importlib.import_module(f"{SERVICES[service]}.settings").Settings
    return settings


def new_secrets(target: Path) -> None:
    """Run the script that draws secrets."""
    subprocess.run([sys.executable, ROOT / "scripts/new_secrets.py", target], check=True, capture_output=True)


def compose_environment(folder: Path) -> dict[str, str]:
    """A fresh `.env` with new secrets, as compose reads it."""
    new_secrets(folder / ".env")
    found = dotenv_values(folder / ".env", interpolate=False)
    return {name: value or "" for name, value in found.items()}


def compose_file() -> dict[str, Any]:
    """docker-compose.yml as it is written."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return found


def compose_containers(environment: Mapping[str, str]) -> dict[str, Container]:
    """The containers of compose, with `.env` filled in."""
    return {
        name: Container(
            name=name,
            image=_filled(spec["image"], environment).partition(":")[0],
            command=tuple(spec.get("command", ())),
            environment={key: _filled(value, environment) for key, value in spec["environment"].items()},
            ports=frozenset(int(port.rpartition(":")[2]) for port in spec.get("ports", ())),
            spec=spec,
        )
        for name, spec in compose_file()["services"].items()
    }


def _filled(text: str, environment: Mapping[str, str]) -> str:
    def value(reference: re.Match[str]) -> str:
        name, kind, default = reference.groups()
        if found := environment.get(name):
            return found
        assert kind == "-", f"compose would stop: {name} is not in .env.example"
        return str(default)

    return _REFERENCE.sub(value, text)


def manifests(folder: Path) -> list[dict[str, Any]]:
    """What Kustomize makes of a folder; the test is skipped where there is no kubectl."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("no kubectl on this machine to build manifests with")
    built = subprocess.run([kubectl, "kustomize", folder], check=True, capture_output=True, text=True)
    return list(yaml.safe_load_all(built.stdout))


def kubernetes_containers(
    documents: list[dict[str, Any]], secrets: Mapping[str, str]
) -> dict[str, Container]:
    """The containers of all workloads, with ConfigMaps and Secrets filled in."""
    maps = {each["metadata"]["name"]: each["data"] for each in documents if each["kind"] == "ConfigMap"}
    return {
        workload["metadata"]["name"]: Container(
            name=workload["metadata"]["name"],
            image=spec["image"].partition(":")[0],
            command=tuple(spec.get("command", spec.get("args", ()))),
            environment=_kubernetes_environment(spec["env"], maps, secrets),
            ports=frozenset(port["containerPort"] for port in spec["ports"]),
            spec=spec,
        )
        for workload in documents
        if workload["kind"] in {"Deployment", "StatefulSet"}
        for spec in workload["spec"]["template"]["spec"]["containers"]
    }


def _kubernetes_environment(
    entries: list[dict[str, Any]], maps: Mapping[str, Mapping[str, str]], secrets: Mapping[str, str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        match entry:
            case {"value": value}:
                found[entry["name"]] = _EXPANSION.sub(lambda each: found[each[1]], value)
            case {"valueFrom": {"secretKeyRef": {"key": key}}}:
                found[entry["name"]] = secrets[key]
            case {"valueFrom": {"configMapKeyRef": {"name": name, "key": key}}}:
                found[entry["name"]] = maps[name][key]
    return found
