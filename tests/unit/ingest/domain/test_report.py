import pytest

from lokus_ingest.domain.report import Glimpse, Rates, noticeable
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.spans import Condition
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Phase, ReasonKind, RecordingState

RATES = Rates(fps=12.0, bitrate_bps=1_000_000, gop_seconds=2.0)
DELIVERING = Glimpse(
    Condition(Phase.DELIVERING, None, Codec.H264, Resolution(1280, 720)),
    7,
    None,
    False,
    0,
    False,
    None,
    RATES,
)
FAILED = Glimpse(Condition(Phase.FAILED, ReasonKind.REFUSED), None, "it refuses", False, 0, False, None, None)


@pytest.mark.parametrize(
    "rates", [(11.0, 1_000_000, 2.0), (12.0, 1_100_000, 2.0), (12.0, 1_000_000, 2.1), RATES]
)
def test_a_small_move_of_a_rate_is_not(rates: tuple[float, int, float | None]) -> None:
    assert not noticeable(DELIVERING, DELIVERING._replace(rates=Rates(*rates)))


@pytest.mark.parametrize("rates", [(6.0, 1_000_000, 2.0), (12.0, 0, 2.0), (12.0, 1_000_000, None)])
def test_a_large_move_of_a_rate_is(rates: tuple[float, int, float | None]) -> None:
    moved = DELIVERING._replace(rates=Rates(*rates))
    assert noticeable(DELIVERING, moved)
    assert noticeable(moved, DELIVERING)


@pytest.mark.parametrize(
    "now",
    [
        DELIVERING._replace(run=8),
        DELIVERING._replace(readers=1),
        DELIVERING._replace(reordered=True),
        DELIVERING._replace(recording=RecordingState.REFUSED),
        DELIVERING._replace(rates=None),
        DELIVERING._replace(condition=Condition(Phase.DELIVERING, None, Codec.H264, Resolution(640, 360))),
        FAILED,
    ],
)
def test_any_fact_is(now: Glimpse) -> None:
    assert noticeable(DELIVERING, now)
    assert noticeable(now, DELIVERING)


def test_of_a_camera_that_is_away_only_another_reason_is() -> None:
    assert not noticeable(FAILED, FAILED)
    assert noticeable(FAILED, FAILED._replace(detail="it is silent"))
    assert noticeable(FAILED, FAILED._replace(given_up=True))
