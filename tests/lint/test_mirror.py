"""Unit tests stand where the code stands: `a/b.py` is tested by `tests/unit/<dist>/a/test_b.py`.

Two kinds of modules may do without: those that only put parts together or only declare, and those at
a border (what speaks to other processes), which a test in tests/integration has to import instead.
"""

import ast
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from lint.source_tree import DISTS, ROOT, Found, dist_of, parsed, product_files, told

UNIT = ROOT / "tests/unit"
WITHOUT = {
    "*/__init__.py": "only names what the package is",
    "*/__main__.py": "hands over to what is tested",
    "*/bootstrap.py": "puts parts together; every integration test of the service runs it",
    "*/settings.py": "tests/contract/deploy has every service load its settings",
    "*/ports.py": "declares what others do",
    "*/migrations/*": "run on a real PostgreSQL by every integration test of the service",
}
BORDERS = ("*/adapters/*", "*/adapters.py", "*/entrypoints/*", "*/entrypoints.py", "*/_kit/*", "*/local/*")
SHOWN_ELSEWHERE: dict[str, str] = {}


def _is_protocol(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).partition("[")[0].endswith("Protocol") for base in node.bases)


def _has_logic(path: Path) -> bool:
    tree = parsed(path).body
    classes = [node for node in tree if isinstance(node, ast.ClassDef) and not _is_protocol(node)]
    bodies = [*tree, *(each for node in classes for each in node.body)]
    return any(isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) for each in bodies)


def _expected(path: Path) -> Path:
    dist = dist_of(path)
    assert dist is not None
    inner = path.relative_to(DISTS[dist])
    return UNIT / dist / inner.parent / f"test_{inner.stem.strip('_')}.py"


def _module(path: Path) -> str:
    source = next(parent for parent in path.parents if parent.name == "src")
    return ".".join(path.relative_to(source).with_suffix("").parts)


@cache
def _imported_by_integration_tests() -> frozenset[str]:
    found: set[str] = set()
    for path in (ROOT / "tests/integration").rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return frozenset(found)


def _is_exempt(path: Path) -> bool:
    place = path.relative_to(ROOT).as_posix()
    if place in SHOWN_ELSEWHERE or any(fnmatch(place, pattern) for pattern in WITHOUT):
        return True
    is_border = any(fnmatch(place, pattern) for pattern in BORDERS)
    return is_border and _module(path) in _imported_by_integration_tests()


def test_every_module_with_logic_has_its_unit_test() -> None:
    found = [
        Found(path, 1, f"no {_expected(path).relative_to(ROOT)}")
        for path in product_files()
        if _has_logic(path) and not _is_exempt(path) and not _expected(path).exists()
    ]
    assert not found, told("write the test beside its like, or say in this lint why there is none", found)


def test_every_unit_test_has_its_module() -> None:
    expected = {_expected(path) for path in product_files()}
    found = [
        Found(path, 1, "tests no module of this name")
        for path in UNIT.rglob("test_*.py")
        if path not in expected
    ]
    assert not found, told("name the test after its module: a/b.py is tested by a/test_b.py", found)


def test_what_is_shown_elsewhere_is_there() -> None:
    assert all((ROOT / place).exists() for place in SHOWN_ELSEWHERE)
