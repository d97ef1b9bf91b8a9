from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lokus_kit.errors import Conflict
from lokus_registry.domain.imports.job import (
    Counts,
    Import,
    ImportCollection,
    ImportFormat,
    ImportMode,
    ImportState,
    Order,
    Place,
    check_cancel,
)
from unit.registry.cast import VENDOR

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)
ORDER = Order(ImportCollection.CAMERAS, ImportMode.UPSERT, ImportFormat.CSV)
JOB = Import("i1", ORDER, VENDOR, ImportState.RUNNING, submitted_at=NOON)


def test_counts_add_up() -> None:
    both = Counts(1, 2, 3, 4).plus(Counts(10, 20, 30, 40))
    assert both == Counts(11, 22, 33, 44)
    assert both.rows == 110


def test_a_batch_moves_the_job_on() -> None:
    job = JOB.advanced(Place(100, 3), ("id",), Counts(created=2)).advanced(
        Place(200, 5), ("id",), Counts(failed=1)
    )
    assert (job.place, job.columns, job.counts) == (Place(200, 5), ("id",), Counts(created=2, failed=1))


@pytest.mark.parametrize("state", ImportState)
def test_only_what_has_not_ended_is_cancelled(state: ImportState) -> None:
    job = replace(JOB, state=state)
    if not state.ended:
        check_cancel(job)
        return
    with pytest.raises(Conflict, match=f"is {state} already"):
        check_cancel(job)


def test_an_end_has_a_time_and_a_reason() -> None:
    job = JOB.ended(ImportState.FAILED, NOON, "line 1: no header")
    assert (job.state, job.finished_at, job.reason) == (ImportState.FAILED, NOON, "line 1: no header")
