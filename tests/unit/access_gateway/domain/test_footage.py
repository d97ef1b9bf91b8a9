from datetime import timedelta

import pytest

from lokus_access_gateway.domain.footage import LONGEST_CLIP, check_range, clip_name
from lokus_kit.errors import BadInput, Invalid
from support.gateway_facts import NOON, camera


def test_a_stretch_of_time_has_a_length_and_not_too_much_of_it() -> None:
    check_range(NOON, NOON + LONGEST_CLIP, LONGEST_CLIP)
    with pytest.raises(BadInput, match="later than"):
        check_range(NOON, NOON, LONGEST_CLIP)
    with pytest.raises(Invalid, match="1:00:00 is the most") as told:
        check_range(NOON, NOON + LONGEST_CLIP + timedelta(seconds=1), LONGEST_CLIP)
    assert told.value.reason == "too-long"


def test_a_clip_is_called_by_its_camera_and_time() -> None:
    assert clip_name(camera(), NOON, NOON + timedelta(seconds=90)) == "cam-1_20261122T120000Z_90s.mp4"
