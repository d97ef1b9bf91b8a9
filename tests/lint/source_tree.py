"""The source tree as the lints see it: which Python files there are, parsed, and who owns a name.

A lint is a test that reads the tree; it names the place and the rule, so that its message alone is
enough to mend what it found.
"""

import ast
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

ROOT: Final = Path(__file__).resolve().parents[2]
DISTS: Final = {
    "proto": ROOT / "proto/src/lokus_proto",
    "kit": ROOT / "services/_kit/src/lokus_kit",
    "identity": ROOT / "services/_identity/src/lokus_identity",
    "log": ROOT / "services/_log/src/lokus_log",
    "media": ROOT / "services/_media/src/lokus_media",
    "postgres": ROOT / "services/_postgres/src/lokus_postgres",
    "registry": ROOT / "services/registry/src/lokus_registry",
    "ingest": ROOT / "services/ingest/src/lokus_ingest",
    "analytics": ROOT / "services/analytics/src/lokus_analytics",
    "access_gateway": ROOT / "services/access-gateway/src/lokus_access_gateway",
    "local": ROOT / "deploy/local/src/lokus_local",
}
"""Folder name under tests/unit -> the package."""

SERVICES: Final = ("registry", "ingest", "analytics", "access_gateway")

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Found:
    """Something that breaks a rule, and where."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.what}"


def told(rule: str, found: list[Found]) -> str:
    """The message of a failed lint."""
    return "\n".join([rule, *map(str, found)])


@cache
def product_files() -> tuple[Path, ...]:
    """Every module that is shipped."""
    return tuple(sorted(path for folder in DISTS.values() for path in folder.rglob("*.py")))


@cache
def python_files() -> tuple[Path, ...]:
    """Every module in the repository."""
    others = (path for name in ("tests", "scripts", "bench") for path in (ROOT / name).rglob("*.py"))
    return tuple(sorted({*product_files(), *others}))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def lines(path: Path) -> tuple[str, ...]:
    """The lines of a file, the first at index 0."""
    return tuple(path.read_text(encoding="utf-8").splitlines())


def dist_of(path: Path) -> str | None:
    """Which of `DISTS` a file belongs to; None for tests and scripts."""
    return next((name for name, folder in DISTS.items() if path.is_relative_to(folder)), None)


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, nested ones as well."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def documentation_lines(path: Path) -> set[int]:
    """The lines that docstrings stand on, those below an attribute as well."""
    return {
        line
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def code_lines(path: Path) -> int:
    """How many lines hold code: no blank ones, no comments, no docstrings."""
    idle = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    with path.open("rb") as file:
        busy = {
            line
            for token in tokenize.tokenize(file.readline)
            if token.type not in idle | {tokenize.ENCODING, tokenize.ENDMARKER}
            for line in range(token.start[0], token.end[0] + 1)
        }
    return len(busy - documentation_lines(path))


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute chain; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute) if owner := dotted(value):
            return f"{owner}.{attribute}"
        case _:
            return ""
