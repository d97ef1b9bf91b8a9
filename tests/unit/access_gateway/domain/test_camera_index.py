"""The cameras in memory."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lokus_access_gateway.domain.camera_index import CameraIndex
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.grant_change import Locus
from lokus_proto.v1.stream_state import Phase, StreamState
from support.gateway_facts import TENANT, camera, grant

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
SITES = ("tps-1", "tps-2", "tps-3")
CAMERAS = st.builds(
    lambda number, site, owner, version, removed: camera(
        f"cam-{number}", site=site, owner=owner, version=version, removed=removed
    ),
    st.integers(1, 5),
    st.sampled_from(SITES),
    st.sampled_from(["kpu", "dishub"]),
    st.integers(1, 4),
    st.booleans(),
)
LOCI = st.builds(
    Locus,
    areas=st.lists(st.sampled_from(["31.71", "32"]), max_size=1),
    sites=st.lists(st.sampled_from(SITES), max_size=2),
    zones=st.lists(st.sampled_from([f"{site}-hall" for site in SITES]), max_size=1),
    cameras=st.lists(st.sampled_from(["cam-1", "cam-2"]), max_size=1),
)


def newest(records: list[CameraRecord]) -> dict[str, CameraRecord]:
    found: dict[str, CameraRecord] = {}
    for each in records:
        if each.id not in found or each.version > found[each.id].version:
            found[each.id] = each
    return {name: each for name, each in found.items() if not each.removed}


@given(st.lists(CAMERAS), LOCI)
def test_the_index_finds_what_a_look_at_every_camera_would(records: list[CameraRecord], locus: Locus) -> None:
    index = CameraIndex()
    for each in records:
        index.put(TENANT, each)
    present = newest(records)
    scan = {name for name, each in present.items() if grant(locus=locus).selects(each)}
    assert {each.id for each in index.selected(TENANT, "kpu", locus)} == scan
    owned = {name for name, each in present.items() if each.owner == "kpu"}
    assert {each.id for each in index.owned_by(TENANT, "kpu")} == owned


def test_an_older_record_never_brings_a_removed_camera_back() -> None:
    index = CameraIndex()
    assert index.put(TENANT, camera(version=2, removed=True))
    assert not index.put(TENANT, camera(version=1))
    assert index.get(TENANT, "cam-1") is None


def test_another_tenants_camera_of_the_same_name_is_another() -> None:
    index = CameraIndex()
    index.put(TENANT, camera())
    assert index.get("bandung", "cam-1") is None
    assert list(index.selected("bandung", "kpu", Locus(cameras=("cam-1",)))) == []


def test_what_an_earlier_owner_of_a_stream_says_late_never_replaces_what_the_later_one_said() -> None:
    index = CameraIndex()
    state = StreamState(camera="cam-1", stream=StreamName.MAIN, phase=Phase.DELIVERING, since=SINCE, epoch=7)
    index.put_state(TENANT, state)
    index.put_state(TENANT, state.model_copy(update={"phase": Phase.FAILED, "epoch": 6}))
    assert index.state(TENANT, "cam-1", StreamName.MAIN) == state
    later = state.model_copy(update={"phase": Phase.FAILED})
    index.put_state(TENANT, later)
    assert index.state(TENANT, "cam-1", StreamName.MAIN) == later
