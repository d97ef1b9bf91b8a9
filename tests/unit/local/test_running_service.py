"""The services of a home."""

import os
from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest

from lokus_local.home import Home
from lokus_local.running_service import NotRunningError, running_service
from lokus_local.status.state_file import ChildState, PlatformState, save

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


def child(name: str, url: str) -> ChildState:
    return ChildState(name=name, state="running", since=MOMENT, pid=1, restarts=0, last_exit=None, url=url)


def test_a_home_that_runs_gives_its_services_and_tokens_of_people_it_knows(tmp_path: Path) -> None:
    home = Home(tmp_path)
    children = (child("registry", "http://127.0.0.1:8081"), child("issuer", "http://127.0.0.1:8084"))
    with home.locked():
        save(home, PlatformState(pid=os.getpid(), since=MOMENT, url="http://x", children=children))
        url, token_of = running_service("registry", home)
        token = token_of("vendor.tech")
        with pytest.raises(NotRunningError, match="lokus identities"):
            token_of("nobody")
    assert url == "http://127.0.0.1:8081"
    assert jwt.decode(token, options={"verify_signature": False})["roles"] == ["vendor"]


def test_a_home_where_nothing_runs_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(NotRunningError, match="lokus up"):
        running_service("access-gateway", Home(tmp_path))
