import pytest

from lokus_ingest.domain.failure import SourceFailure, Unreadable
from lokus_proto.v1.stream_state import ReasonKind


@pytest.mark.parametrize(
    ("reason", "until_changed", "unhurried"),
    [
        (ReasonKind.AUTHENTICATION, True, False),
        (ReasonKind.CREDENTIALS, True, False),
        (ReasonKind.ADDRESS, True, False),
        (ReasonKind.BUSY, False, True),
        (ReasonKind.REFUSED, False, False),
    ],
)
def test_the_reason_says_how_soon_to_try_again(
    reason: ReasonKind, *, until_changed: bool, unhurried: bool
) -> None:
    failure = SourceFailure(reason, "some words")
    assert (failure.until_changed, failure.unhurried) == (until_changed, unhurried)


def test_what_may_pass_is_tried_again_whatever_the_reason() -> None:
    failure = SourceFailure(ReasonKind.ADDRESS, "it redirects", may_pass=True)
    assert (failure.until_changed, failure.unhurried) == (False, True)


def test_what_another_reader_may_read_is_tried_by_it_without_delay() -> None:
    failure = Unreadable("odd packets")
    assert (failure.until_changed, failure.unhurried) == (False, False)
