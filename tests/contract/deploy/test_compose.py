"""docker-compose.yml against the code and the other files that it leans on."""

from pathlib import Path

import pytest

from contract.deploy.deployed import (
    ROOT,
    SERVICES,
    Container,
    compose_containers,
    compose_environment,
    compose_file,
)
from contract.deploy.rules import API_PORT, check_command, check_settings, services_of
from lint.lokus_command import why_not_understood
from lokus_local.issuer.__main__ import IssuerSettings
from lokus_local.issuer.signing import SigningKey
from lokus_local.issuer.tokens import CLIENT_ID


@pytest.fixture
def containers(tmp_path: Path) -> dict[str, Container]:
    return compose_containers(compose_environment(tmp_path))


def test_the_example_environment_holds_no_secret() -> None:
    for line in (ROOT / ".env.example").read_text().splitlines():
        name, _, value = line.partition("=")
        if name.endswith(("PASSWORD", "TOKEN", "KEYS", "KEY")):
            assert value == "", f"{name} must stay empty"


def test_every_service_accepts_its_settings(
    containers: dict[str, Container], monkeypatch: pytest.MonkeyPatch
) -> None:
    for container in services_of(containers):
        check_settings(container, monkeypatch)


def test_every_service_runs_its_own_image(containers: dict[str, Container]) -> None:
    for container in services_of(containers):
        check_command(container)
        assert container.spec["build"]["dockerfile"] == f"services/{container.name}/Dockerfile"


def test_only_apis_are_published_and_on_this_machine_alone(containers: dict[str, Container]) -> None:
    published = {name for name in SERVICES if containers[name].ports}
    assert published == {"registry", "access-gateway"}
    assert all(containers[name].ports == {API_PORT} for name in published)
    for container in containers.values():
        assert all(port.startswith("127.0.0.1:") for port in container.spec.get("ports", ()))


def test_the_demo_login_is_the_one_that_the_services_trust(
    containers: dict[str, Container], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in containers["issuer"].environment.items():
        monkeypatch.setenv(name, value)
    issuer = IssuerSettings()  # from the environment
    SigningKey(issuer.signing_key.get_secret_value())
    gateway = containers["access-gateway"].environment
    assert issuer.url == gateway["LOKUS_GATEWAY_CONSOLE_ISSUER"] == gateway["LOKUS_GATEWAY_OIDC_ISSUERS"]
    assert issuer.url == containers["registry"].environment["LOKUS_REGISTRY_OIDC_ISSUERS"]
    assert issuer.page_origins == {gateway["LOKUS_GATEWAY_PUBLIC_URL"]}
    assert gateway["LOKUS_GATEWAY_CONSOLE_CLIENT_ID"] == CLIENT_ID
    assert f":{issuer.port}" in issuer.url
    assert containers["issuer"].ports == {issuer.port}


def test_the_virtual_cameras_take_their_options(containers: dict[str, Container]) -> None:
    program, *words = containers["virtual-cameras"].command
    assert program == "lokus"
    assert (why := why_not_understood(words)) is None, why


def test_files_and_volumes_are_there() -> None:
    described = compose_file()
    for service in described["services"].values():
        for mount in service.get("volumes", ()):
            source = mount.partition(":")[0]
            assert (ROOT / source).is_file() if source.startswith("./") else source in described["volumes"]
