"""What leaves the process is spelled in one place: subjects in the protocol, metrics in one module."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from lint.source_tree import (
    DISTS,
    SERVICES,
    Found,
    documentation_lines,
    dotted,
    parsed,
    product_files,
    told,
)

SUBJECTS = DISTS["proto"] / "subjects.py"
SUBJECT = re.compile(r"\blokus\.v1\b")
METRIC_NAME = re.compile(rf"^lokus_({'|'.join(SERVICES)}|gateway)_([a-z][a-z0-9]*(_[a-z0-9]+)*)?$")
METRICS = frozenset(DISTS[name] / "adapters/metrics.py" for name in SERVICES)
SHOWS_METRICS = frozenset({DISTS["kit"] / "web.py", *(DISTS[name] / "bootstrap.py" for name in SERVICES)})
UNIT_IN_NAME = {"Histogram": ("_seconds", "_bytes"), "Summary": ("_seconds", "_bytes")}


def _texts(path: Path) -> Iterator[ast.Constant]:
    """String literals that are no documentation."""
    documentation = documentation_lines(path)
    for node in ast.walk(parsed(path)):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.lineno not in documentation
        ):
            yield node


def _imports(path: Path, package: str) -> Iterator[int]:
    for node in ast.walk(parsed(path)):
        match node:
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] == package:
                yield node.lineno
            case ast.Import(names=names) if any(each.name.partition(".")[0] == package for each in names):
                yield node.lineno


def test_a_subject_is_spelled_in_one_place() -> None:
    found = [
        Found(path, text.lineno, repr(text.value))
        for path in product_files()
        if path != SUBJECTS
        for text in _texts(path)
        if SUBJECT.search(str(text.value))
    ]
    assert not found, told("ask proto/src/lokus_proto/subjects.py for it", found)


def test_metrics_of_a_service_are_in_one_module() -> None:
    found = [
        Found(path, line, "prometheus_client")
        for path in product_files()
        if path not in METRICS | SHOWS_METRICS
        for line in _imports(path, "prometheus_client")
    ]
    assert not found, told("a service's metrics are all in its adapters/metrics.py", found)


def test_metrics_are_named_by_service_noun_and_unit() -> None:
    found = [
        Found(path, text.lineno, repr(text.value))
        for path in METRICS
        if path.exists()
        for text in _texts(path)
        if str(text.value).startswith("lokus") and not METRIC_NAME.match(str(text.value))
    ]
    assert not found, told("a metric is lokus_<service>_<noun>_<unit>[_total]", found)


def test_measured_metrics_say_their_unit() -> None:
    found = [
        Found(path, node.lineno, ast.unparse(node.args[0]))
        for path in METRICS
        if path.exists()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and (units := UNIT_IN_NAME.get(dotted(node.func)))
        if not str(ast.literal_eval(node.args[0])).endswith(units)
    ]
    assert not found, told(f"names end with a unit: {UNIT_IN_NAME}", found)
