import av
import numpy as np
import pytest

from lokus_analytics.adapters.luma_plane import WIDTH, scaled


def bright_left(width: int, height: int) -> av.VideoFrame:
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:, : width // 2] = 255
    return av.VideoFrame.from_ndarray(picture, format="rgb24")


@pytest.mark.parametrize("layout", ["yuv420p", "yuvj420p", "nv12", "yuv420p10le", "rgb24"])
def test_any_layout_of_pixels_gives_its_brightness(layout: str) -> None:
    luma = scaled(bright_left(324, 182).reformat(format=layout, threads=1))
    assert luma.shape == (90, WIDTH)
    assert luma[:, :70].min() > 220
    assert luma[:, 90:].max() < 30
