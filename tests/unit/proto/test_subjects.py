import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_proto import subjects
from lokus_proto.subjects import Plane, StreamName

TOKENS = st.from_regex(r"[a-z0-9_-]{1,64}", fullmatch=True)
ADDRESSES: list[Callable[[str, str], str]] = [
    subjects.camera_record,
    subjects.camera_source,
    subjects.event_raised,
    subjects.event_ended,
    subjects.device_event_raised,
    subjects.device_event_ended,
    subjects.alarm_raised,
    subjects.alarm_ended,
    subjects.grant_changed,
    *(
        lambda tenant, entity, make=make, name=name: make(tenant, entity, name)
        for make in (subjects.media, subjects.stream_state, subjects.interest)
        for name in StreamName
    ),
]
FILTERS = [
    (subjects.camera_record, subjects.all_camera_records()),
    (subjects.camera_source, subjects.all_camera_sources()),
    (subjects.grant_changed, subjects.all_grant_changes()),
]


def matches(pattern: str, subject: str) -> bool:
    """NATS's own rule: `*` is one token, `>` one or more at the end."""
    text = re.escape(pattern).replace(r"\*", "[^.]+").replace(">", ".+")
    return re.fullmatch(text, subject) is not None


@given(st.sampled_from(ADDRESSES), TOKENS, TOKENS)
def test_parse_is_the_inverse_of_every_address(
    address: Callable[[str, str], str], tenant: str, entity: str
) -> None:
    plane, *named, what = subjects.parse(address(tenant, entity))
    assert named == [tenant, entity]
    assert address(tenant, entity) == f"lokus.v1.{plane}.{tenant}.{entity}.{what}"


@given(st.sampled_from(ADDRESSES), st.text(), TOKENS)
def test_no_id_can_forge_a_wildcard_or_a_further_token(
    address: Callable[[str, str], str], wild: str, tame: str
) -> None:
    if re.fullmatch(r"[a-z0-9_-]{1,64}", wild):
        assert address(wild, tame).count(".") == 5
        return
    for tenant, entity in ((wild, tame), (tame, wild)):
        with pytest.raises(ValueError, match="no subject token"):
            address(tenant, entity)


@pytest.mark.parametrize("bad", ["", "a.b", "*", ">", "a b", "A", "a\n", "é", "a" * 65])
def test_what_is_no_token_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="no subject token"):
        subjects.token(bad)


@given(TOKENS, TOKENS)
def test_a_filter_takes_all_of_its_kind_and_nothing_else(tenant: str, entity: str) -> None:
    for address in ADDRESSES:
        subject = address(tenant, entity)
        assert matches(subjects.plane(subjects.parse(subject)[0]), subject)
        for owner, pattern in FILTERS:
            assert matches(pattern, subject) == (owner(tenant, entity) == subject)
        events = [subjects.event_raised(tenant, entity), subjects.event_ended(tenant, entity)]
        for event, pattern in zip(events, subjects.all_camera_events(), strict=True):
            assert matches(pattern, subject) == (event == subject)
        told = [subjects.device_event_raised(tenant, entity), subjects.device_event_ended(tenant, entity)]
        for event, pattern in zip(told, subjects.all_device_events(), strict=True):
            assert matches(pattern, subject) == (event == subject)
        for name, state, interest in zip(
            StreamName, subjects.all_stream_states(), subjects.all_interests(), strict=True
        ):
            assert matches(state, subject) == (subjects.stream_state(tenant, entity, name) == subject)
            assert matches(interest, subject) == (subjects.interest(tenant, entity, name) == subject)


@pytest.mark.parametrize(
    "foreign",
    [
        "",
        "lokus.v2.event.a.b.raised",
        "lokus.v1.event.a.b",
        "lokus.v1.event.a.b.c.d",
        "lokus.v1.x.a.b.c",
        "_INBOX.x",
    ],
)
def test_a_foreign_subject_is_refused(foreign: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        subjects.parse(foreign)


def test_planes_do_not_overlap() -> None:
    assert len({subjects.plane(plane) for plane in Plane}) == len(Plane)


@given(TOKENS)
def test_the_key_of_a_worker_tells_its_name(worker: str) -> None:
    key = subjects.ingest_worker(worker)
    assert subjects.parse_ingest_worker(key) == worker
    assert matches(subjects.all_ingest_workers(), key)


@pytest.mark.parametrize(
    "wrong", ["$KV.other.a", "lokus.v1.media.t.c.main", "a", "$KV.lokus-v1-ingest-workers.A"]
)
def test_what_is_no_key_of_a_worker_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"no (key|subject)"):
        subjects.parse_ingest_worker(wrong)
