"""Routes, and what they depend on, run on the event loop.

FastAPI runs those that are no coroutines in threads: a hop for each of them in each request.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from lint.source_tree import Found, dotted, functions, parsed, product_files, told

VERBS = frozenset({"get", "put", "post", "patch", "delete"})


def _depended_on(path: Path) -> Iterator[str]:
    """The names of functions of this file that FastAPI calls for others."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and dotted(node.func) == "Depends" and node.args:
            yield dotted(node.args[0])


def _is_route(function: ast.FunctionDef) -> bool:
    calls = [each for each in function.decorator_list if isinstance(each, ast.Call)]
    return any(isinstance(each.func, ast.Attribute) and each.func.attr in VERBS for each in calls)


def test_what_fastapi_calls_is_a_coroutine() -> None:
    found = []
    for path in product_files():
        depended_on = set(_depended_on(path))
        found += [
            Found(path, function.lineno, function.name)
            for function in functions(path)
            if isinstance(function, ast.FunctionDef) and (function.name in depended_on or _is_route(function))
        ]
    assert not found, told("make it `async def`, and take to a thread what blocks:", found)
