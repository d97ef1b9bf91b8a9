from lokus_ingest.application.recording.late_states import late_state, refused_state
from lokus_ingest.domain.recording.late import LateResult
from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_proto.v1.late_footage import LateCard, LateCardOrder, LatePhase, LateRefusal
from unit.ingest.application.recording.test_late_intake import HOUR_AGO, NOW, ordered


def test_a_state_says_what_was_ordered_and_how_far_it_is() -> None:
    order = ordered(HOUR_AGO)
    state = late_state(order, LatePhase.READING, NOW, 40, LateResult(segments=2, frames=50, start=HOUR_AGO))
    assert (state.file, state.card, state.origin) == (order.file, None, order.origin)
    assert (state.phase, state.done_percent, state.segments) == (LatePhase.READING, 40, 2)
    assert (state.stored_from, state.refusal) == (HOUR_AGO, None)


def test_the_state_of_a_cards_footage_names_the_range() -> None:
    card = LateCard(start=HOUR_AGO, until=NOW)
    order = LateCardOrder(**dict(ordered(HOUR_AGO)) | {"file": None, "card": card})
    assert late_state(order, LatePhase.RECEIVED, NOW, 0, LateResult()).card == card


def test_what_is_refused_is_told_with_the_reason_and_no_more_than_fits() -> None:
    refused = FootageRefused(LateRefusal.TIME_JUMP, "x" * 2000)
    state = refused_state(ordered(HOUR_AGO), NOW, refused)
    assert (state.phase, state.refusal) == (LatePhase.REFUSED, LateRefusal.TIME_JUMP)
    assert state.detail == "x" * 1000
