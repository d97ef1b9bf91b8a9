from collections import Counter
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.workers.rendezvous import Assignment, score

NAMES = st.text("abcdefgh-0123456789", min_size=1, max_size=12)
FLEETS = st.dictionaries(NAMES, st.sampled_from([0.5, 1.0, 2.0, 4.0]), max_size=6)
CAMERAS = [f"jakarta/cam-{number}" for number in range(300)]


def assigned(*fleets: Mapping[str, float]) -> Assignment[str]:
    """Cameras that have seen one fleet after the other."""
    assignment: Assignment[str] = Assignment()
    for camera in CAMERAS:
        assignment.add(camera, camera.encode())
    for fleet in fleets:
        for _ in assignment.change(fleet):
            pass
    return assignment


def owners(assignment: Assignment[str]) -> dict[str, str | None]:
    return {camera: assignment.owner(camera) for camera in CAMERAS}


@given(st.lists(FLEETS, min_size=1, max_size=5))
def test_whoever_sees_the_same_workers_agrees_whatever_each_saw_before(
    fleets: list[dict[str, float]],
) -> None:
    late: Assignment[str] = Assignment()
    for _ in late.change(fleets[-1]):
        pass
    for camera in reversed(CAMERAS):
        late.add(camera, camera.encode())
    assert owners(assigned(*fleets)) == owners(assigned(fleets[-1])) == owners(late)


@given(FLEETS, NAMES, st.sampled_from([0.5, 1.0, 2.0]))
def test_a_worker_that_joins_takes_cameras_and_moves_no_other(
    fleet: dict[str, float], name: str, weight: float
) -> None:
    before = owners(assigned({other: each for other, each in fleet.items() if other != name}))
    after = owners(assigned(fleet | {name: weight}))
    assert all(after[camera] in {owner, name} for camera, owner in before.items())


@given(FLEETS.filter(bool), st.data())
def test_a_worker_that_leaves_moves_its_own_cameras_alone(
    fleet: dict[str, float], choice: st.DataObject
) -> None:
    gone = choice.draw(st.sampled_from(sorted(fleet)))
    before = owners(assigned(fleet))
    after = owners(assigned(fleet, {name: each for name, each in fleet.items() if name != gone}))
    assert {camera for camera in CAMERAS if before[camera] != after[camera]} == {
        camera for camera in CAMERAS if before[camera] == gone
    }


def test_each_worker_gets_cameras_by_its_weight() -> None:
    assignment: Assignment[int] = Assignment()
    for number in range(12_000):
        assignment.add(number, f"surabaya/cam-{number}".encode())
    for _ in assignment.change({"a": 1.0, "b": 1.0, "c": 2.0}):
        pass
    shares = Counter(assignment.owner(number) for number in range(12_000))
    for worker, share in {"a": 3_000, "b": 3_000, "c": 6_000}.items():
        assert abs(shares[worker] - share) < 250  # over four standard deviations


def test_a_fleet_without_workers_has_no_owner() -> None:
    assert set(owners(assigned({"a": 1.0}, {})).values()) == {None}


def test_a_score_is_the_same_on_every_machine() -> None:
    assert score("ingest-1", 1.0, b"jakarta/cam-1") == score("ingest-1", 2.0, b"jakarta/cam-1") / 2
    assert f"{score('ingest-1', 1.0, b'jakarta/cam-1'):.9f}" == "0.796823716"


def test_one_that_joins_is_scored_once_for_each_camera() -> None:
    assignment = assigned({"a": 1.0, "b": 1.0})
    assert len(list(assignment.change({"a": 1.0, "b": 1.0, "c": 1.0}))) == len(CAMERAS)
    assert list(assignment.change({"c": 1.0, "b": 1.0, "a": 1.0})) == []
