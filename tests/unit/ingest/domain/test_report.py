from typing import Any

import pytest

from lokus_ingest.domain.report import noticeable
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import Measured, Phase, StreamState
from unit.ingest.samples import NOON


def state(readers: int = 0, **changes: Any) -> StreamState:
    facts: dict[str, Any] = {
        "codec": Codec.H264,
        "width": 1280,
        "height": 720,
        "fps": 12.0,
        "bitrate_bps": 1_000_000,
        "gop_seconds": 2.0,
    }
    measured = Measured(**{**facts, **changes})
    return StreamState(
        camera="c",
        stream=StreamName.MAIN,
        phase=Phase.DELIVERING,
        since=NOON,
        measured=measured,
        readers=readers,
    )


@pytest.mark.parametrize("changes", [{"fps": 11.0}, {"bitrate_bps": 1_100_000}, {"gop_seconds": 2.1}, {}])
def test_a_small_move_of_a_rate_is_not(changes: dict[str, Any]) -> None:
    assert not noticeable(state(), state(**changes))


@pytest.mark.parametrize(
    "changes",
    [{"fps": 6.0}, {"bitrate_bps": 0}, {"gop_seconds": None}, {"width": 640}, {"reordered": True}],
)
def test_a_large_move_of_a_rate_or_any_other_fact_is(changes: dict[str, Any]) -> None:
    assert noticeable(state(), state(**changes))
    assert noticeable(state(**changes), state())


def test_another_reader_is() -> None:
    assert noticeable(state(), state(readers=1))


def test_the_end_of_measuring_is() -> None:
    ended = state().model_copy(update={"measured": None})
    assert noticeable(state(), ended)
    assert not noticeable(ended, ended)
