"""What browsers can play."""

import pytest

from lokus_access_gateway.domain.playable import check_playable
from lokus_access_gateway.domain.refusal import NotPlayable
from lokus_kit.errors import Conflict, NotFound
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import Phase
from support.gateway_facts import camera, state


def test_h264_in_order_is_playable() -> None:
    check_playable(camera(), StreamName.MAIN, state())


@pytest.mark.parametrize("phase", [each for each in Phase if each is not Phase.DELIVERING])
def test_a_camera_that_delivers_nothing_is_a_conflict_that_says_when_to_come_again(phase: Phase) -> None:
    with pytest.raises(Conflict) as refused:
        check_playable(camera(), StreamName.MAIN, state(phase=phase))
    assert refused.value.reason == phase
    assert int(refused.value.headers["Retry-After"]) > 0


def test_a_camera_of_which_nothing_was_heard_is_a_conflict_too() -> None:
    with pytest.raises(Conflict):
        check_playable(camera(), StreamName.MAIN, None)


def test_h265_and_b_frames_are_refused_with_a_reason() -> None:
    for wrong, reason in ((state(codec=Codec.H265), "codec"), (state(reordered=True), "reordered")):
        with pytest.raises(NotPlayable) as refused:
            check_playable(camera(), StreamName.MAIN, wrong)
        assert (refused.value.status, refused.value.reason) == (406, reason)


def test_a_stream_that_the_camera_does_not_have_is_not_found() -> None:
    with pytest.raises(NotFound):
        check_playable(camera(), StreamName.SUB, state())
