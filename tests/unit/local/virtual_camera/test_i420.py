import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lokus_local.virtual_camera.i420 import Sprite, from_bgr, planes

RED = (0, 0, 255)


def _sprite() -> Sprite:
    shape = np.full((8, 12), 255, np.uint8)
    return Sprite.from_bgr(np.full((8, 12, 3), RED, np.uint8), shape)


def test_planes_are_views_of_the_picture() -> None:
    picture = np.zeros((180 * 3 // 2, 320), np.uint8)
    luma, blue, red = planes(picture)
    luma[:], blue[:], red[:] = 1, 2, 3

    assert [np.count_nonzero(picture == value) for value in (1, 2, 3)] == [57600, 14400, 14400]


def test_a_pasted_sprite_is_seen_where_it_was_put_and_nowhere_else() -> None:
    picture = from_bgr(np.zeros((40, 60, 3), np.uint8))
    _sprite().paste(picture, 20, 10)
    reds = cv2.cvtColor(picture, cv2.COLOR_YUV2BGR_I420)[:, :, 2] > 100

    assert reds[10:18, 20:32].all()
    assert np.count_nonzero(reds) == 8 * 12


@given(st.integers(-30, 90), st.integers(-30, 60))
def test_a_sprite_may_hang_over_any_edge(x: int, y: int) -> None:
    picture = np.zeros((60, 60), np.uint8)
    _sprite().paste(picture, x, y)

    inside_x = max(0, min(60, (x & ~1) + 12) - max(0, x & ~1))
    inside_y = max(0, min(40, (y & ~1) + 8) - max(0, y & ~1))
    assert np.count_nonzero(planes(picture)[0]) == inside_x * inside_y


def test_a_mirrored_sprite_faces_the_other_way() -> None:
    bgr = np.zeros((4, 8, 3), np.uint8)
    bgr[:, 4:] = 255
    sprite = Sprite.from_bgr(bgr, np.full((4, 8), 255, np.uint8)).mirrored()

    assert sprite.planes[0][0].tolist() == [235] * 4 + [16] * 4
