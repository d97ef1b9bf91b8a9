"""Every module says what it is before it does it."""

import ast

from lint.source_tree import Found, parsed, python_files, told

LINES_AT_MOST = 24


def test_every_module_has_a_docstring() -> None:
    found = [
        Found(path, 1, "says nothing of itself")
        for path in python_files()
        if not path.name.startswith("test_")  # the names of its tests say it all
        and parsed(path).body
        and ast.get_docstring(parsed(path)) is None
    ]
    assert not found, told("begin the module with its model in 3 to 10 lines", found)


def test_a_module_docstring_is_a_model_and_no_essay() -> None:
    found = [
        Found(path, 1, f"{length} lines")
        for path in python_files()
        if (length := len((ast.get_docstring(parsed(path)) or "").splitlines())) > LINES_AT_MOST
    ]
    assert not found, told(f"a module's docstring has at most {LINES_AT_MOST} lines", found)
