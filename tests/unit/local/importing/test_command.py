"""`lokus import`: help teaches; what cannot be brought is refused with the way out."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lokus_local.__main__ import command_line


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command_line(["import"]), ["import", *arguments])
    return done.exit_code, done.output


def test_help_shows_both_ways_and_what_an_exit_code_means() -> None:
    _, shown = run("--help")
    for words in (
        "lokus import FOLDER",
        "lokus import cameras cameras.csv",
        "Exit code 1",
        "--dry-run",
        "--errors",
        "kode_tps,kode_kelurahan,nomor,jenis",
    ):
        assert words in " ".join(shown.split())


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("kpu.admin", "start it with: lokus up"),
        ("nobody", "there is no identity nobody; see: lokus identities"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(tmp_path: Path, person: str, reason: str) -> None:
    code, shown = run(str(tmp_path), "--home", str(tmp_path / "home"), "--as", person)
    assert code == 1
    assert reason in shown


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        (["nowhere"], "one file is brought with: lokus import COLLECTION FILE"),
        (["cameras.csv"], "say what it holds: lokus import COLLECTION cameras.csv"),
        (["cameras", "cameras.xls"], "its name ends in none of .csv, .ndjson, .geojson"),
    ],
)
def test_arguments_that_name_nothing_are_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], way_out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("cameras.csv", "cameras.xls"):
        (tmp_path / name).touch()
    code, shown = run(*arguments)
    assert code == 1
    assert way_out in shown
