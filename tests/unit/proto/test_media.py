from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_proto import media
from lokus_proto.media import AccessUnit, Codec, from_message

UNITS = st.builds(
    AccessUnit,
    codec=st.sampled_from(Codec),
    pts_90k=st.integers(0, 2**53),
    key_frame=st.booleans(),
    run=st.integers(0, 2**53),
    seq=st.integers(0, 2**53),
    captured_at=st.datetimes(
        min_value=datetime(1970, 1, 2),  # noqa: DTZ001 (Hypothesis adds the zone)
        max_value=datetime(9000, 1, 1),  # noqa: DTZ001 (as above)
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]),
    ),
    payload=st.binary(max_size=64),
    epoch=st.integers(0, 2**53),
)
UNIT = AccessUnit(Codec.H264, 90, True, 1, 2, datetime(2026, 1, 1, tzinfo=UTC), b"x")


@given(UNITS)
def test_an_access_unit_survives_the_wire(unit: AccessUnit) -> None:
    assert from_message(unit.headers(), unit.payload) == unit


@given(UNITS)
def test_headers_are_safe_text_and_times_are_utc(unit: AccessUnit) -> None:
    headers = unit.headers()
    assert all(value.isascii() and "\n" not in value and "\r" not in value for value in headers.values())
    assert headers[media.CAPTURED_AT].endswith("+00:00")


def test_without_an_epoch_it_is_older_than_any_that_has_one() -> None:
    headers = {name: value for name, value in UNIT.headers().items() if name != media.EPOCH}
    told = from_message(UNIT.headers() | {media.EPOCH: "1", media.RUN: "0"}, b"")
    assert from_message(headers, b"").rank < told.rank


@pytest.mark.parametrize("missing", [name for name in UNIT.headers() if name != media.EPOCH])
def test_a_missing_header_is_named(missing: str) -> None:
    headers = {name: value for name, value in UNIT.headers().items() if name != missing}
    with pytest.raises(ValueError, match=missing):
        from_message(headers, b"")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (media.CODEC, "vp8"),
        (media.PTS_90K, "1.5"),
        (media.KEY_FRAME, "yes"),
        (media.RUN, ""),
        (media.SEQ, "x"),
        (media.EPOCH, "x"),
        (media.CAPTURED_AT, "now"),
        (media.CAPTURED_AT, "2026-01-01T00:00:00"),
    ],
)
def test_a_wrong_header_is_refused(header: str, value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_message(UNIT.headers() | {header: value}, b"")


def test_a_message_without_headers_is_refused() -> None:
    with pytest.raises(ValueError, match="without headers"):
        from_message(None, b"")


@given(st.dictionaries(st.sampled_from(list(UNIT.headers())), st.text()))
def test_no_headers_do_more_than_be_refused(headers: dict[str, str]) -> None:
    try:
        from_message(headers, b"")
    except ValueError:
        return
    assert set(headers) == set(UNIT.headers())
