"""`lokus token` and `lokus clients`: tokens and secrets for who is known, on a home that runs."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest
from typer.testing import CliRunner

from lokus_local.__main__ import command_line
from lokus_local.home import Home
from lokus_local.issuer.signing import SigningKey, new_key_pem
from lokus_local.ports import Ports
from lokus_local.status.state_file import ChildState, PlatformState, save
from lokus_local.up.plan import Plan

_ISSUER = "http://127.0.0.1:8084"


def _run(home: Home, *arguments: str) -> tuple[int, str, str]:
    line = [*arguments, "--home", str(home.folder)]
    done = CliRunner().invoke(command_line(line), line)
    return done.exit_code, done.stdout.strip(), done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home whose issuer runs."""
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    issuer = ChildState(
        name="issuer", state="running", since=moment, pid=1, restarts=0, last_exit=None, url=_ISSUER
    )
    running = Home(tmp_path)
    with running.locked():
        save(running, PlatformState(pid=os.getpid(), since=moment, url="http://x", children=(issuer,)))
        yield running


@pytest.mark.parametrize(
    ("arguments", "subject", "organisation"),
    [
        (["kpu.admin"], "kpu.admin", "kpu-dki"),
        (["--client", "nusantara-machine"], "nusantara-machine", "vendor-nusantara"),
    ],
)
def test_a_token_is_signed_with_the_key_of_the_running_home(
    home: Home, arguments: list[str], subject: str, organisation: str
) -> None:
    code, printed, _ = _run(home, "token", *arguments)
    (key,) = jwt.PyJWKSet.from_dict(
        SigningKey(home.secret_text("issuer-signing-key", new_key_pem)).key_set()
    ).keys
    claims = jwt.decode(printed, key, ["ES256"], audience="lokus", issuer=_ISSUER)
    assert code == 0
    assert (claims["sub"], claims["org"], claims["tenant"]) == (subject, organisation, "jakarta")


def test_a_machine_s_secret_is_the_one_that_its_issuer_is_told(home: Home) -> None:
    code, printed, _ = _run(home, "clients", "--secret", "sentosa-machine")
    assert (code, printed) == (0, Plan(home, Ports.choose(9000)).client_secrets["sentosa-machine"])


def test_the_list_of_machines_shows_no_secret(home: Home) -> None:
    _, secret, _ = _run(home, "clients", "--secret", "nusantara-machine")
    code, listed, _ = _run(home, "clients")
    assert code == 0
    assert "nusantara-machine" in listed
    assert secret not in listed


@pytest.mark.parametrize(
    "arguments", [["token", "--client", "kpu.admin"], ["clients", "--secret", "kpu.admin"]]
)
def test_a_person_is_no_client(tmp_path: Path, arguments: list[str]) -> None:
    code, printed, complaint = _run(Home(tmp_path), *arguments)
    assert (code, printed) == (1, "")
    assert "nusantara-machine" in complaint


@pytest.mark.parametrize("arguments", [[], ["kpu.admin", "--client", "nusantara-machine"]])
def test_a_token_is_for_one(tmp_path: Path, arguments: list[str]) -> None:
    code, _, complaint = _run(Home(tmp_path), "token", *arguments)
    assert code == 1
    assert "--client" in complaint


def test_an_unknown_identity_lists_the_known_ones(tmp_path: Path) -> None:
    code, _, complaint = _run(Home(tmp_path), "token", "nobody")
    assert code == 1
    assert "police.operator" in complaint


@pytest.mark.parametrize("arguments", [["token", "kpu.admin"], ["clients", "--secret", "nusantara-machine"]])
def test_a_home_that_does_not_run_gives_nothing(tmp_path: Path, arguments: list[str]) -> None:
    code, printed, complaint = _run(Home(tmp_path), *arguments)
    assert (code, printed) == (1, "")
    assert "lokus up" in complaint
