import csv
from pathlib import Path

from lokus_local.importing.faults import SHOWN, Fault, told, write_csv


def some(count: int) -> list[Fault]:
    return [Fault("a.csv", line, "id", "it is missing") for line in range(2, 2 + count)]


def test_a_fault_says_where_it_stands_as_far_as_it_is_known() -> None:
    assert str(Fault("a.csv", 2, "id", "it is missing")) == "a.csv, line 2: id: it is missing"
    assert str(Fault("a.csv", 2, None, "too short")) == "a.csv, line 2: too short"
    assert str(Fault("a.csv", None, None, "failed")) == "a.csv: failed"


def test_the_first_are_shown_and_how_to_have_the_rest() -> None:
    *shown, more = told(some(1_234), None)
    assert shown == [str(fault) for fault in some(SHOWN)]
    assert more == "and 1,214 more errors; all of them as CSV: run it again with --errors errors.csv"
    assert list(told(some(SHOWN), None)) == shown


def test_who_has_all_of_them_in_a_file_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "errors.csv"
    assert list(told(some(1), file)) == [str(some(1)[0]), f"all 1 errors are in {file}"]


def test_all_of_them_are_written_as_csv(tmp_path: Path) -> None:
    file = tmp_path / "errors.csv"
    write_csv([*some(30), Fault("b.csv", None, None, 'a "quote", and more')], file)
    header, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
    assert header == ["file", "line", "member", "detail"]
    assert (rows[0], len(rows)) == (["a.csv", "2", "id", "it is missing"], 31)
    assert rows[-1] == ["b.csv", "", "", 'a "quote", and more']
