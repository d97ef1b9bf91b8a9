"""The table of bad habits is true: each of the thirty names tests, and each of these tests is there."""

import re
from typing import Final

from lint.source_tree import ROOT, Found, functions, lines, told

PAGE: Final = ROOT / "docs/reference/misbehaviours.md"
HABITS: Final = range(1, 31)
_ROW = re.compile(r"\| (\d+) \|")
_TEST = re.compile(r"\[`(test_\w+)`\]\(([^)]+)\)")


def _rows() -> dict[int, tuple[int, str]]:
    """Number of the habit -> (line number, line)."""
    found = ((number, line, _ROW.match(line)) for number, line in enumerate(lines(PAGE), 1))
    return {int(match[1]): (number, line) for number, line, match in found if match}


def _is_there(name: str, link: str) -> bool:
    path = (PAGE.parent / link).resolve()
    return path.exists() and any(node.name == name for node in functions(path))


def test_every_habit_has_a_row_and_names_its_tests() -> None:
    rows = _rows()
    assert list(rows) == list(HABITS)
    found = [
        Found(PAGE, number, f"habit {habit} names no test")
        for habit, (number, line) in rows.items()
        if not _TEST.search(line)
    ]
    assert not found, told("name a test that produces the habit", found)


def test_every_test_that_the_table_names_is_there() -> None:
    found = [
        Found(PAGE, number, name)
        for number, line in _rows().values()
        for name, link in _TEST.findall(line)
        if not _is_there(name, link)
    ]
    assert not found, told("the table names tests that are not there", found)
