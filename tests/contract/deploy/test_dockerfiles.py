"""The Dockerfiles against the code: sources, modules, ports, and the locked installation itself."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from contract.deploy.deployed import ROOT, SERVICES, settings_class
from contract.deploy.dockerfile import command, commands, copies, environment, exposed, stages

DOCKERFILES = {name: ROOT / f"services/{name}/Dockerfile" for name in SERVICES}
ALL = [*DOCKERFILES.values(), ROOT / "deploy/local/Dockerfile"]


def _uv() -> str:
    own = ROOT / ".tools/bin/uv"
    found = str(own) if own.exists() else shutil.which("uv")
    assert found, "uv is missing: run `make setup`"
    return found


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.parent.name)
def test_what_a_dockerfile_copies_is_there(path: Path) -> None:
    for stage in stages(path):
        for sources, _ in copies(stage):
            for source in sources:
                assert (ROOT / source).exists(), f"{path}: COPY {source}"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.parent.name)
def test_an_image_does_not_run_as_root(path: Path) -> None:
    (user,) = (each.rest for each in stages(path)[-1] if each.word == "USER")
    assert user == "10001:10001"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.parent.name)
def test_an_image_is_built_with_the_uv_of_the_makefile(path: Path) -> None:
    pinned = re.search(r"^UV_VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert pinned
    (install,) = commands(stages(path)[0], "pip")
    assert install[-1] == f"uv=={pinned[1]}"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_image_runs_the_service_on_the_ports_it_exposes(service: str) -> None:
    stage = stages(DOCKERFILES[service])[-1]
    python, option, module = command(stage)
    assert (python, option, module) == ("python", "-m", SERVICES[service])
    assert importlib.util.find_spec(f"{module}.__main__") is not None
    settings, variables = settings_class(service), environment(stage)
    ports = {int(variables[settings.variable(field)]) for field in ("http_port", "metrics_port")}
    assert exposed(stage) == ports
    known = {settings.variable(field) for field in settings.model_fields}
    assert {name for name in variables if name.startswith("LOKUS_")} <= known


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_image_asks_for_its_health_on_the_internal_port(service: str) -> None:
    stage = stages(DOCKERFILES[service])[-1]
    (check,) = (each.rest for each in stage if each.word == "HEALTHCHECK")
    port = environment(stage)[settings_class(service).variable("metrics_port")]
    assert f"http://127.0.0.1:{port}/healthz" in check


def test_the_dockerfiles_of_the_services_differ_only_in_names() -> None:
    bodies = set()
    for service, path in DOCKERFILES.items():
        text = path.read_text().partition("\n")[2].replace(SERVICES[service], "MODULE")
        text = text.replace(settings_class(service).variable(""), "PREFIX_").replace(service, "SERVICE")
        bodies.add(text)
    assert len(bodies) == 1


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.parent.name)
def test_what_is_copied_is_enough_to_install_from_the_lock(path: Path, tmp_path: Path) -> None:
    build, run = stages(path)[0], stages(path)[-1]
    context = tmp_path / "src"
    for sources, destination in copies(build):
        for source in sources:
            target = context / destination / Path(source).name if destination.endswith("/") else None
            target = context / source if target is None or destination == "./" else target
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, target)
    variables = os.environ | environment(build) | {"UV_PROJECT_ENVIRONMENT": str(tmp_path / "installed")}
    variables |= {"UV_COMPILE_BYTECODE": "0", "UV_LINK_MODE": "hardlink"}  # faster, and beside the point
    for _, *words in commands(build, "uv"):
        subprocess.run([_uv(), *words], cwd=context, env=variables, check=True, capture_output=True)
    installed = tmp_path / "installed/bin"
    program = command(run)
    if program[0] == "python":
        ask = f"import importlib.util as u; assert u.find_spec('{program[2]}.__main__')"
        subprocess.run([installed / "python", "-c", ask], check=True, cwd=tmp_path)
    else:
        subprocess.run([installed / program[0], "--help"], check=True, cwd=tmp_path, capture_output=True)
