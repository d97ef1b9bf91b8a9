import av
import cv2
import numpy as np
import pytest

from lokus_analytics.adapters.jpeg_snapshot import encode


@pytest.mark.parametrize(
    ("size", "expected"), [((640, 360), (640, 360)), ((1920, 1080), (1280, 720)), ((720, 1280), (720, 1280))]
)
def test_a_snapshot_is_a_jpeg_of_the_same_shape_and_not_too_wide(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    width, height = size
    picture = np.full((height, width, 3), (200, 100, 50), np.uint8)
    jpeg = encode(av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p"))
    assert (jpeg.width, jpeg.height) == expected
    decoded = cv2.imdecode(np.frombuffer(jpeg.content, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == (expected[1], expected[0], 3)
    assert np.abs(decoded.mean(axis=(0, 1)) - (200, 100, 50)).max() < 6
