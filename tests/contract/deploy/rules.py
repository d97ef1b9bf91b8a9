"""What holds for a service's container wherever it runs."""

import pytest

from contract.deploy.deployed import ROOT, SERVICES, Container, settings_class
from contract.deploy.dockerfile import command, environment, stages

API_PORT, INTERNAL_PORT = 8080, 9090


def check_settings(container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service itself must accept its image's environment with the deployment's on top."""
    settings = settings_class(container.name)
    stage = stages(ROOT / f"services/{container.name}/Dockerfile")[-1]
    for name, value in (environment(stage) | dict(container.environment)).items():
        if name.startswith("LOKUS_"):
            monkeypatch.setenv(name, value)
    loaded = settings.load()
    assert (loaded.http_port, loaded.metrics_port) == (API_PORT, INTERNAL_PORT)


def check_command(container: Container) -> None:
    """The command, where a deployment repeats it, is that of the image."""
    stage = stages(ROOT / f"services/{container.name}/Dockerfile")[-1]
    assert list(container.command) in ([], command(stage))
    assert container.image == f"lokus-{container.name}"


def services_of(containers: dict[str, Container]) -> list[Container]:
    """The four services, all of them there."""
    return [containers[name] for name in SERVICES]
