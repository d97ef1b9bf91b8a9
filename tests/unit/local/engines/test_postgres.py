"""The embedded PostgreSQL, before it runs."""

import signal
from pathlib import Path

import pytest

from lokus_local.engines import EngineError
from lokus_local.engines.postgres import PostgresEngine


def test_the_password_is_not_among_the_arguments(tmp_path: Path) -> None:
    engine = PostgresEngine(tmp_path, 9006, "hush")
    command = engine.command()
    assert not any("hush" in argument for argument in command.arguments)
    assert engine.url == "postgresql://lokus:hush@127.0.0.1:9006"
    assert command.stop_signal is signal.SIGINT


async def test_a_cluster_of_another_version_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "cluster").mkdir()
    (tmp_path / "cluster" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EngineError, match=r"PostgreSQL 16.*another --home"):
        await PostgresEngine(tmp_path, 9006, "hush").prepare()


async def test_an_unfinished_cluster_is_made_anew(tmp_path: Path) -> None:
    unfinished = tmp_path / "cluster.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    await PostgresEngine(tmp_path, 9006, "hush").prepare()
    assert not unfinished.exists()
    assert (tmp_path / "cluster" / "global" / "pg_control").exists()
    assert not (tmp_path / "password").exists()
