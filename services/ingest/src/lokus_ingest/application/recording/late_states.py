"""What there is to tell of late footage: the order with how far it is."""

from datetime import datetime

from lokus_ingest.domain.recording.late import LateResult
from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_proto.v1.late_footage import LateCardOrder, LateFootageOrder, LateFootageState, LatePhase


def late_state(
    order: LateFootageOrder, phase: LatePhase, at: datetime, percent: int, result: LateResult
) -> LateFootageState:
    """So far it is."""
    return LateFootageState(
        footage=order.footage,
        camera=order.camera,
        stream=order.stream,
        origin=order.origin,
        file=order.file,
        card=order.card if isinstance(order, LateCardOrder) else None,
        phase=phase,
        at=at,
        done_percent=percent,
        segments=result.segments,
        frames=result.frames,
        size_bytes=result.size_bytes,
        stored_from=result.start,
        stored_until=result.end,
        left_out=result.left_out,
        detail=result.lacking,
    )


def refused_state(order: LateFootageOrder, at: datetime, refused: FootageRefused) -> LateFootageState:
    """It is not stored, for this reason."""
    state = late_state(order, LatePhase.REFUSED, at, 0, LateResult())
    return state.model_copy(update={"refusal": refused.reason, "detail": refused.detail[:1000]})
