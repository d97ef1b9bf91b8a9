import json
from datetime import UTC, datetime

import pytest

from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.v1.media_interest import InterestRequest

REQUEST = InterestRequest(reader="viewer-1", lease_seconds=6)


def wire() -> bytes:
    return envelope(
        REQUEST,
        message_id="viewer-1-1",
        service="access-gateway",
        tenant="jakarta",
        subject="gate",
        time=datetime(2026, 1, 1, tzinfo=UTC),
    ).to_bytes()


def test_a_message_is_a_cloud_event() -> None:
    told = json.loads(wire())
    assert told["specversion"] == "1.0"
    assert told["type"] == "lokus.media.interest-requested.v1"
    assert told["source"] == "/lokus/access-gateway"
    assert told["dataschema"] == "https://schemas.lokus.id/v1/interest-request.json"


def test_what_has_no_value_is_left_out() -> None:
    assert "gop_subject" not in json.loads(wire())["data"]


def test_it_opens_to_what_was_put_in() -> None:
    assert open_envelope(wire(), InterestRequest).data == REQUEST


@pytest.mark.parametrize(
    "change",
    [
        {"tenant": "a.b"},
        {"subject": "*"},
        {"time": "2026-01-01T00:00:00"},
        {"specversion": "2.0"},
        {"id": ""},
    ],
)
def test_a_wrong_attribute_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        open_envelope(json.dumps(json.loads(wire()) | change).encode(), InterestRequest)


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_message_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        open_envelope(payload, InterestRequest)
