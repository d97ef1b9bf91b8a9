import pytest

from lokus_proto.media import Codec
from lokus_proto.v1.delivery_report import Span
from lokus_proto.v1.stream_state import Phase, ReasonKind
from lokus_registry.domain.delivery.measure import DISABLED, NO_MINIMUM, Measure, Minimum, measure
from lokus_registry.domain.delivery.state import DeliveryState


def delivering(frames: int, width: int = 1280, height: int = 720) -> Span:
    return Span(
        until_ms=1, phase=Phase.DELIVERING, frames=frames, width=width, height=height, codec=Codec.H264
    )


def _state(said: Measure | None) -> DeliveryState | None:
    return None if said is None else said.state


@pytest.mark.parametrize(
    ("frames", "length_ms", "state"),
    [
        (250, 10_000, DeliveryState.DELIVERING),
        (249, 10_000, DeliveryState.DELIVERING),
        (248, 10_000, DeliveryState.DEGRADED),
        (0, 40, DeliveryState.DELIVERING),
        (0, 41, DeliveryState.STALLED),
        (1, 81, DeliveryState.DEGRADED),
    ],
)
def test_one_picture_may_be_missing_in_a_span(frames: int, length_ms: int, state: DeliveryState) -> None:
    assert _state(measure(delivering(frames), length_ms, Minimum(fps=25))) is state


@pytest.mark.parametrize(
    ("minimum", "state"),
    [
        (Minimum(width=1280, height=720), DeliveryState.DELIVERING),
        (Minimum(width=1281), DeliveryState.DEGRADED),
        (Minimum(height=721), DeliveryState.DEGRADED),
    ],
)
def test_pictures_below_the_minimum_size_are_degraded(minimum: Minimum, state: DeliveryState) -> None:
    assert _state(measure(delivering(100), 10_000, minimum)) is state


def test_without_a_contract_what_ingest_calls_delivering_is_delivering() -> None:
    said = measure(delivering(3), 10_000, NO_MINIMUM)
    assert said == Measure(DeliveryState.DELIVERING, None, 1280, 720, Codec.H264, 0.3)


@pytest.mark.parametrize(
    ("span", "state", "reason"),
    [
        (Span(until_ms=1, phase=Phase.STALLED, reason=ReasonKind.STALLED), DeliveryState.STALLED, "stalled"),
        (
            Span(until_ms=1, phase=Phase.FAILED, reason=ReasonKind.REFUSED),
            DeliveryState.OFFLINE,
            "refused",
        ),
        (
            Span(until_ms=1, phase=Phase.CONNECTING, reason=ReasonKind.TIMED_OUT),
            DeliveryState.OFFLINE,
            "timed_out",
        ),
        (Span(until_ms=1, phase=Phase.STOPPED), DeliveryState.OFFLINE, DISABLED),
    ],
)
def test_without_pictures_the_phase_and_its_reason_stand(
    span: Span, state: DeliveryState, reason: str | None
) -> None:
    assert measure(span, 10_000, NO_MINIMUM) == Measure(state, reason)


def test_a_first_attempt_says_nothing() -> None:
    assert measure(Span(until_ms=1, phase=Phase.CONNECTING), 10_000, NO_MINIMUM) is None


def test_the_fps_is_corrected_when_it_moves_by_more_than_a_fifth() -> None:
    known = Measure(DeliveryState.DELIVERING, fps=10.0)
    assert known.corrected(Measure(DeliveryState.DELIVERING, fps=9.0), 10_000) is known
    assert known.corrected(Measure(DeliveryState.DELIVERING, fps=7.9), 10_000).fps == 7.9
    assert known.corrected(Measure(DeliveryState.DELIVERING, fps=1.0), 900) is known
