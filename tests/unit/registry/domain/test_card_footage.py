from datetime import UTC, datetime, timedelta, timezone

import pytest

from lokus_kit.errors import Invalid
from lokus_proto.subjects import StreamName
from lokus_registry.domain.card_footage import LONGEST, CardClaim, card_footage_id, check_range

NOW = datetime(2026, 2, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLAIM = CardClaim(NOW - 2 * HOUR, NOW - HOUR)


def footage(
    claim: CardClaim = CLAIM, *, tenant: str = "jakarta", camera: str = "c1", attempt: int = 0
) -> str:
    return card_footage_id(tenant, camera, StreamName.MAIN, claim, attempt)


def test_the_same_range_is_the_same_footage_in_whatever_time_zone() -> None:
    jakarta = timezone(timedelta(hours=7))
    again = CardClaim(CLAIM.start.astimezone(jakarta), CLAIM.until.astimezone(jakarta))
    assert footage(again) == footage()


def test_another_tenant_camera_range_or_attempt_is_other_footage() -> None:
    others = {
        footage(tenant="bandung"),
        footage(camera="c2"),
        footage(CardClaim(CLAIM.start, NOW)),
        footage(attempt=1),
    }
    assert len(others | {footage()}) == 5


def test_a_range_is_a_second_long_at_least_and_over() -> None:
    check_range(CardClaim(NOW - LONGEST, NOW), NOW)
    for claim, reason in (
        (CardClaim(NOW, NOW), "no-range"),
        (CardClaim(NOW, NOW - HOUR), "no-range"),
        (CardClaim(NOW - LONGEST - HOUR, NOW), "too-long"),
        (CardClaim(NOW - HOUR, NOW + HOUR), "future"),
    ):
        with pytest.raises(Invalid) as refused:
            check_range(claim, NOW)
        assert refused.value.reason == reason
