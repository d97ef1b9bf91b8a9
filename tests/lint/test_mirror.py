"""Unit tests stand where the code stands: `a/b.py` is tested by `tests/unit/<dist>/a/test_b.py`.

A module that neither decides nor repeats needs none. Two kinds may do without: those that only put
parts together or declare, and those at a border, which tests in tests/integration show at work:
adapters and entry points by the tests of their service, others by the test that is named here.
"""

import ast
from fnmatch import fnmatch
from pathlib import Path

from lint.source_tree import DISTS, ROOT, Found, dist_of, functions, parsed, product_files, told

UNIT = ROOT / "tests/unit"
INTEGRATION = ROOT / "tests/integration"
WITHOUT = {
    "*/__init__.py": "only names what the package is",
    "*/__main__.py": "hands over to what is tested",
    "*/bootstrap.py": "puts parts together; every integration test of the service runs it",
    "*/settings.py": "tests/contract/deploy has every service load its settings",
    "*/ports.py": "declares what others do",
    "*/migrations/*": "run on a real PostgreSQL by every integration test of the service",
}
BORDERS = ("*/adapters/*", "*/adapters.py", "*/entrypoints/*", "*/entrypoints.py")
SHOWN_BY = {
    "ingest/application/device_events.py": "ingest/onvif/test_device_events.py",
    "ingest/application/card/fetching.py": "ingest/card/test_fetching.py",
    "ingest/application/card/intake.py": "ingest/card/test_card_orders.py",
    "ingest/application/recording/drop_folder.py": "ingest/late/test_drop_folder.py",
    "ingest/application/device_work.py": "ingest/onvif/test_camera_with_device.py",
    "local/log/fetching.py": "local/test_verify_log.py",
    "local/log/telling.py": "local/test_verify_log.py",
    "local/log/verify_command.py": "local/test_verify_log.py",
    "local/log/verifying.py": "local/test_verify_log.py",
    "local/log/witness_app.py": "local/test_witness.py",
    "local/log/witness_command.py": "local/test_witness.py",
    "local/recording/footage.py": "access_gateway/test_recordings.py",
    "local/recording/clip_file.py": "access_gateway/test_recordings.py",
    "local/camera/probing.py": "registry/probes/test_probes.py",
    "local/asking.py": "registry/recording_holds/test_command.py",
    "local/service_access.py": "registry/recording_holds/test_command.py",
    "local/recording/hold.py": "registry/recording_holds/test_command.py",
    "local/camera/command.py": "registry/probes/test_probes.py",
    "registry/application/probes/probes.py": "registry/probes/test_probes.py",
    "registry/application/contracts/availability.py": "registry/contracts/test_availability.py",
    "registry/application/contracts/contracts.py": "registry/contracts/test_contracts.py",
    "registry/application/contracts/computing.py": "registry/contracts/test_statements.py",
    "registry/application/contracts/disputes.py": "registry/contracts/test_statements.py",
    "registry/application/contracts/printing.py": "registry/contracts/test_statements.py",
    "registry/application/contracts/revisions.py": "registry/contracts/test_stale.py",
    "registry/application/contracts/statements.py": "registry/contracts/test_statements.py",
    "registry/application/contracts/membership.py": "registry/contracts/test_contracts.py",
    "registry/application/contracts/overlays.py": "registry/contracts/test_overlays.py",
    "kit/bus.py": "kit/test_bus.py",
    "kit/follow.py": "kit/test_bus.py",
    "kit/reading.py": "kit/test_bus.py",
    "kit/work.py": "kit/test_work.py",
    "kit/root.py": "kit/test_root.py",
    "postgres/rows.py": "postgres/test_outbox_at_speed.py",
    "ingest/application/stream_work.py": "ingest/test_delivery.py",
    "registry/application/late_footage/card_footage.py": "registry/late_footage/test_card_footage.py",
    "registry/application/late_footage/late_footage.py": "registry/late_footage/test_late_footage.py",
    "registry/application/life/consents.py": "registry/life/test_consents.py",
    "registry/application/life/lives.py": "registry/life/test_lives.py",
    "registry/application/life/placements.py": "registry/life/test_placements.py",
    "registry/application/life/trials.py": "registry/life/test_trials.py",
    "registry/application/life/step.py": "registry/life/test_lives.py",
    "registry/application/files.py": "registry/places/test_files.py",
    "registry/application/readiness/standards.py": "registry/readiness/test_standards.py",
    "registry/application/readiness/looking.py": "registry/readiness/test_readiness.py",
    "registry/application/readiness/wanting.py": "registry/readiness/test_wanting.py",
    "registry/application/readiness/survey.py": "registry/readiness/test_readiness.py",
    "registry/application/custody/alarms.py": "registry/custody/test_alarms.py",
    "registry/application/custody/legs.py": "registry/custody/test_chain.py",
    "registry/application/custody/openings.py": "registry/custody/test_openings.py",
    "registry/application/custody/shipments.py": "registry/custody/test_shipments.py",
    "registry/application/custody/watch.py": "registry/custody/test_watch.py",
    "registry/application/delivery/ledger.py": "registry/delivery/test_ledger.py",
    "registry/application/imports/boundaries.py": "registry/imports/test_boundaries.py",
    "registry/application/imports/features.py": "registry/imports/test_boundaries.py",
    "registry/application/imports/imports.py": "registry/imports/test_imports.py",
    "registry/application/imports/intakes.py": "registry/imports/test_imports.py",
    "registry/application/imports/lines.py": "registry/imports/test_imports.py",
    "registry/application/imports/stations.py": "registry/imports/test_stations.py",
    "registry/application/imports/work.py": "registry/imports/test_imports.py",
    "local/demo/picture.py": "virtual_camera/test_snapshot.py",
    "local/demo/snapshot.py": "virtual_camera/test_snapshot.py",
    "registry/application/delivery/reading.py": "registry/delivery/test_reading.py",
    "local/recording/late_footage.py": "registry/late_footage/test_late_footage.py",
    "local/recording/late.py": "registry/late_footage/test_late_footage.py",
    "local/importing/city.py": "registry/imports/test_whole_city.py",
    "local/importing/sending.py": "registry/imports/test_whole_city.py",
    "local/importing/stored.py": "registry/imports/test_whole_city.py",
    "local/supervision/child.py": "local/test_supervision.py",
    "local/supervision/supervisor.py": "local/test_supervision.py",
    "local/up/platform.py": "local/test_platform.py",
    "local/virtual_camera/command.py": "virtual_camera/test_command.py",
    "local/virtual_camera/connection.py": "virtual_camera/test_sessions.py",
    "local/virtual_camera/delivery.py": "virtual_camera/test_sessions.py",
    "local/virtual_camera/encoding.py": "virtual_camera/test_pull.py",
    "local/virtual_camera/picture_source.py": "virtual_camera/test_pull.py",
    "local/virtual_camera/server.py": "virtual_camera/test_pull.py",
    "local/virtual_camera/street.py": "virtual_camera/test_pull.py",
    "registry/application/recording_holds.py": "registry/recording_holds/test_recording_holds.py",
    "registry/application/camera_search.py": "registry/map/test_camera_filters.py",
    "registry/application/elections/elections.py": "registry/elections/test_elections.py",
    "registry/application/elections/many.py": "registry/elections/test_many.py",
    "registry/application/elections/polling_stations.py": "registry/elections/test_polling_stations.py",
    "registry/application/geography/areas.py": "registry/geography/test_boundaries.py",
    "registry/application/geography/boundaries.py": "registry/geography/test_boundaries.py",
    "registry/application/geography/many.py": "registry/elections/test_many.py",
    "registry/application/coverage/survey.py": "registry/map/test_coverage.py",
    "registry/application/map/looking.py": "registry/map/test_view.py",
    "registry/application/map/view.py": "registry/map/test_view.py",
}
"""A module, below its package -> the test that shows it, below tests/integration."""

LOGIC = (
    *(ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.Match, ast.Try),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.BoolOp, ast.Compare),
)


def _is_protocol(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).partition("[")[0].endswith("Protocol") for base in node.bases)


def _has_logic(path: Path) -> bool:
    protocols = [n for n in parsed(path).body if isinstance(n, ast.ClassDef) and _is_protocol(n)]
    declared = {id(node) for protocol in protocols for node in ast.walk(protocol)}
    return any(
        isinstance(node, LOGIC)
        for function in functions(path)
        if id(function) not in declared
        for node in ast.walk(function)
    )


def _inner(path: Path) -> Path:
    """The module below its package, after the name of its distribution: `kit/bus.py`."""
    dist = dist_of(path)
    assert dist is not None
    return Path(dist) / path.relative_to(DISTS[dist])


def _expected(path: Path) -> Path:
    return UNIT / _inner(path).parent / f"test_{path.stem.strip('_')}.py"


def _is_exempt(path: Path) -> bool:
    place = path.relative_to(ROOT).as_posix()
    if _inner(path).as_posix() in SHOWN_BY or any(fnmatch(place, pattern) for pattern in WITHOUT):
        return True
    shown = any((INTEGRATION / str(dist_of(path))).glob("test_*.py"))
    return shown and any(fnmatch(place, pattern) for pattern in BORDERS)


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
    modules = {_inner(path).as_posix() for path in product_files()}
    assert set(SHOWN_BY) <= modules
    assert not [test for test in SHOWN_BY.values() if not (INTEGRATION / test).exists()]
