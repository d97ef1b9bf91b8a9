"""Every task has an owner, every broad `except` a border, and no test waits for the wall clock."""

import ast
import re
from pathlib import Path

from lint.source_tree import (
    DISTS,
    ROOT,
    Found,
    dist_of,
    dotted,
    lines,
    parsed,
    product_files,
    python_files,
    told,
)

UNOWNED = frozenset({"create_task", "ensure_future", "gather", "run_coroutine_threadsafe"})
BORDER = re.compile(r"#.*\b(the root|border): \S")
CLOCK = DISTS["kit"] / "clock.py"
WALL_CLOCK = frozenset(
    {"time.time", "time.time_ns", "datetime.now", "datetime.datetime.now", "datetime.utcnow"}
)


def _starts_an_unowned_task(node: ast.AST) -> str | None:
    match node:
        case ast.ImportFrom(module="asyncio", names=names):
            return next((each.name for each in names if each.name in UNOWNED), None)
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in UNOWNED:
            unowned = dotted(owner) in {"asyncio", "loop", "self._loop"} or isinstance(owner, ast.Call)
            return name if unowned else None
        case _:
            return None


def _is_broad(kind: ast.expr | None) -> bool:
    match kind:
        case None:
            return True
        case ast.Tuple(elts=kinds):
            return any(_is_broad(each) for each in kinds)
        case _:
            return dotted(kind) in {"Exception", "BaseException"}


def _goes_on(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught is raised again at the end, as after tidying up."""
    return isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None


def _is_marked(path: Path, line: int) -> bool:
    return BORDER.search(lines(path)[line - 1]) is not None


def test_tasks_are_started_by_a_task_group() -> None:
    found = [
        Found(path, getattr(node, "lineno", 1), name)
        for path in python_files()
        if dist_of(path) != "kit"
        for node in ast.walk(parsed(path))
        if (name := _starts_an_unowned_task(node)) is not None
        and not _is_marked(path, getattr(node, "lineno", 1))
    ]
    assert not found, told("every task has an owner: use a TaskGroup, or root.task", found)


def test_only_a_border_catches_everything() -> None:
    found = [
        Found(path, node.lineno, lines(path)[node.lineno - 1].strip())
        for path in product_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
        if not _goes_on(node) and not _is_marked(path, node.lineno)
    ]
    rule = "catch what you expect; at a message border or the root say so: `# border: why`, `# the root: why`"
    assert not found, told(rule, found)


def test_cancellation_is_not_lost_in_an_exception_group() -> None:
    found = [
        Found(path, node.lineno, "except*")
        for path in product_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.TryStar)
    ]
    assert not found, told("except* around a nested TaskGroup loses the outer cancellation", found)


def test_time_is_a_parameter() -> None:
    found = [
        Found(path, node.lineno, dotted(node.func))
        for path in product_files()
        if path != CLOCK
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and dotted(node.func) in WALL_CLOCK
    ]
    assert not found, told("take a Clock; only the kit's clock asks the machine", found)


def test_unit_tests_never_sleep() -> None:
    found = [
        Found(path, node.lineno, dotted(node.func))
        for path in (ROOT / "tests/unit").rglob("*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and dotted(node.func) in {"time.sleep", "asyncio.sleep", "anyio.sleep"}
        and not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0)
    ]
    assert not found, told("unit tests run on virtual time (sleep(0) lets others run and is fine)", found)


def test_our_own_parts_are_never_mocked() -> None:
    found = [
        Found(path, node.lineno, "a mock")
        for path in python_files()
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest.mock"))
        or (isinstance(node, ast.Import) and any("mock" in each.name for each in node.names))
    ]
    assert not found, told("write a small fake that keeps state, or use the real thing", found)
