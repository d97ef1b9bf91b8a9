"""`lokus token`: a token for who is known, on a home that runs."""

import os
from datetime import UTC, datetime
from pathlib import Path

import jwt
from typer.testing import CliRunner

from lokus_local.__main__ import command_line
from lokus_local.home import Home
from lokus_local.issuer.signing import SigningKey, new_key_pem
from lokus_local.status.state_file import ChildState, PlatformState, save

_ISSUER = "http://127.0.0.1:8084"


def _token(home: Home, identity: str) -> tuple[int, str, str]:
    arguments = ["token", identity, "--home", str(home.folder)]
    done = CliRunner().invoke(command_line(arguments), arguments)
    return done.exit_code, done.stdout.strip(), done.stderr


def test_a_token_is_signed_with_the_key_of_the_running_home(tmp_path: Path) -> None:
    home = Home(tmp_path)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    issuer = ChildState(
        name="issuer", state="running", since=moment, pid=1, restarts=0, last_exit=None, url=_ISSUER
    )
    with home.locked():
        save(home, PlatformState(pid=os.getpid(), since=moment, url="http://x", children=(issuer,)))
        code, printed, _ = _token(home, "kpu.admin")
    (key,) = jwt.PyJWKSet.from_dict(
        SigningKey(home.secret_text("issuer-signing-key", new_key_pem)).key_set()
    ).keys
    claims = jwt.decode(printed, key, ["ES256"], audience="lokus", issuer=_ISSUER)
    assert code == 0
    assert (claims["sub"], claims["org"], claims["tenant"]) == ("kpu.admin", "kpu-dki", "jakarta")


def test_an_unknown_identity_lists_the_known_ones(tmp_path: Path) -> None:
    code, _, complaint = _token(Home(tmp_path), "nobody")
    assert code == 1
    assert "police.operator" in complaint


def test_a_home_that_does_not_run_gives_no_token(tmp_path: Path) -> None:
    code, printed, complaint = _token(Home(tmp_path), "kpu.admin")
    assert (code, printed) == (1, "")
    assert "lokus up" in complaint
