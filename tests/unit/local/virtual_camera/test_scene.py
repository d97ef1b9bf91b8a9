import numpy as np
import pytest

from lokus_local.virtual_camera import burnt_in_clock
from lokus_local.virtual_camera.scene import Scene, darkness_at

CYCLE_BEGIN_MS = 1_771_027_200_000  # a multiple of ten minutes: day, and a new cycle


def _moved(scene: Scene, at_ms: int) -> int:
    """Count the luma pixels between the clocks that change within half a second."""
    one, two = (scene.render(at_ms + later)[60:310].astype(np.int16) for later in (0, 500))
    return int(np.count_nonzero(np.abs(one - two) > 20))


def test_motion_starts_and_stops() -> None:
    scene = Scene(640, 360, always_night=False)
    moved = {second: _moved(scene, CYCLE_BEGIN_MS + second * 1000) for second in (5, 17, 26, 38)}

    assert moved[5] > 1000, "traffic"
    assert moved[26] > 300, "walkers"
    assert moved[17] == moved[38] == 0, "rests"


def test_the_picture_carries_the_moment_it_shows() -> None:
    picture = Scene(640, 360, always_night=True).render(CYCLE_BEGIN_MS + 123)

    assert picture.shape == (540, 640)
    assert burnt_in_clock.read(picture[:360]) == CYCLE_BEGIN_MS + 123


def test_the_night_is_darker_than_the_day() -> None:
    day, night = (
        Scene(640, 360, always_night=dark).render(CYCLE_BEGIN_MS)[40:300].mean() for dark in (False, True)
    )

    assert night < day / 2


@pytest.mark.parametrize(
    ("seconds", "darkness"), [(0, 0), (299, 0), (310, 0.5), (330, 1), (579, 1), (590, 0.5), (600, 0)]
)
def test_day_and_night_take_turns(seconds: float, darkness: float) -> None:
    assert darkness_at(seconds) == pytest.approx(darkness)
