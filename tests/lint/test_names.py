"""Names say what a thing is: a word that fits everything says nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from lint.source_tree import DISTS, Found, parsed, python_files, told

BANNED = frozenset(
    {"manager", "helper", "helpers", "util", "utils", "common", "processor", "data", "info", "infos"}
)
GIVEN_BY_OTHERS = {
    ("proto/src/lokus_proto/envelope.py", "data"): "the member's name in CloudEvents 1.0",
    ("tests/unit/local/virtual_camera/test_dialogue.py", "data"): "an argument of asyncio's transports",
}
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(name)}


def _named(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                if not name.startswith("test_"):  # a sentence, in any words
                    yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.alias(asname=str(name)):
                yield 1, name


def _is_given_by_others(path: Path, name: str, root: Path) -> bool:
    return (path.relative_to(root).as_posix(), name) in GIVEN_BY_OTHERS


def test_names_say_something() -> None:
    root = DISTS["proto"].parents[2]
    found = [
        Found(path, line, f"{name!r}")
        for path in python_files()
        for line, name in (*_named(parsed(path)), *((1, part) for part in path.relative_to(root).parts))
        if _words(name) & BANNED and not _is_given_by_others(path, name, root)
    ]
    assert not found, told(f"these words say nothing: {', '.join(sorted(BANNED))}", found)


def test_what_is_given_by_others_is_still_used() -> None:
    root = DISTS["proto"].parents[2]
    for place, name in GIVEN_BY_OTHERS:
        assert name in {used for _, used in _named(parsed(root / place))}, f"{place} no longer has {name}"
