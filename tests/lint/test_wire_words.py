"""What leaves the process is spelled in one place: subjects in the protocol, metrics in one module."""

import ast
import re

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
METRIC_KINDS = frozenset({"Counter", "Gauge", "Histogram", "Summary", "Enum", "Info"})
METRIC_NAME = re.compile(rf"^lokus_({'|'.join(SERVICES)}|gateway|kit)_[a-z][a-z0-9_]*$")
METRIC_MODULES = frozenset(DISTS[name] / "adapters/metrics.py" for name in SERVICES)
LABELS_AT_MOST = 3


def _metrics() -> list[tuple[Found, str, ast.Call]]:
    return [
        (Found(path, node.lineno, ast.unparse(node)[:80]), kind, node)
        for path in product_files()
        if "prometheus_client" in path.read_text(encoding="utf-8")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and (kind := dotted(node.func).rpartition(".")[2]) in METRIC_KINDS
    ]


def _name_of(metric: ast.Call) -> str:
    match metric.args:
        case [ast.Constant(value=str(name)), *_]:
            return name
        case _:
            return ""


def test_a_subject_is_spelled_in_one_place() -> None:
    found = [
        Found(path, node.lineno, repr(node.value))
        for path in product_files()
        if path != SUBJECTS
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SUBJECT.search(node.value)
        and node.lineno not in documentation_lines(path)
    ]
    assert not found, told("ask proto/src/lokus_proto/subjects.py for it", found)


def test_metrics_of_a_service_are_in_one_module() -> None:
    found = [where for where, _, _ in _metrics() if where.path not in METRIC_MODULES]
    assert not found, told("a service's metrics are all in its adapters/metrics.py", found)


def test_metrics_are_named_by_service_noun_and_unit() -> None:
    found = [where for where, _, metric in _metrics() if not METRIC_NAME.match(_name_of(metric))]
    assert not found, told("a metric is lokus_<service>_<noun>_<unit>[_total]", found)


def test_metrics_say_their_unit() -> None:
    ending = {"Counter": ("_total",), "Histogram": ("_seconds", "_bytes")}
    found = [
        where
        for where, kind, metric in _metrics()
        if kind in ending and not _name_of(metric).endswith(ending[kind])
    ]
    assert not found, told(f"names end by kind: {ending}", found)


def test_metrics_have_few_labels() -> None:
    found = [
        where
        for where, _, metric in _metrics()
        for labels in metric.args[2:3]
        if isinstance(labels, ast.Tuple | ast.List) and len(labels.elts) > LABELS_AT_MOST
    ]
    assert not found, told("labels come from a closed set, and few multiply less", found)
