from datetime import UTC, datetime, timedelta

import pytest

from lokus_kit.errors import Invalid
from lokus_registry.domain.custody.moment import Span, around, happened

_NOW = datetime(2026, 2, 13, 12, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def test_what_happened_may_be_told_later_and_never_before() -> None:
    assert happened(None, _NOW) == _NOW
    assert happened(_NOW - _MINUTE, _NOW) == _NOW - _MINUTE
    with pytest.raises(Invalid, match="yet to come"):
        happened(_NOW + _MINUTE, _NOW)


def test_one_looks_half_an_hour_before_and_after() -> None:
    assert around(_NOW, _NOW + _MINUTE) == Span(_NOW - 30 * _MINUTE, _NOW + 31 * _MINUTE)
