from fractions import Fraction

import pytest

from lokus_kit.errors import StartError
from lokus_local.virtual_camera.option_texts import read_bitrate, read_gop, read_rate, read_size


def test_good_texts_are_read() -> None:
    assert read_size("640x360") == (640, 360)
    assert read_rate("12.5") == Fraction(25, 2)
    assert read_rate("30000/1001") == Fraction(30000, 1001)
    assert [read_bitrate(text) for text in ("800k", "2M", "1.5M", "64000")] == [
        800_000,
        2_000_000,
        1_500_000,
        64_000,
    ]
    assert read_gop(0.5) == 0.5


@pytest.mark.parametrize("text", ["640", "641x360", "318x180", "640x178", "5000x400", "x", "6x40x30"])
def test_a_bad_size_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(StartError, match="from 320x180"):
        read_size(text)


@pytest.mark.parametrize("text", ["0", "0.5", "61", "fast", "1/0", "-5", "30/00", ""])
def test_a_bad_rate_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(StartError, match="from 1 to 60"):
        read_rate(text)


@pytest.mark.parametrize("text", ["1k", "2G", "101M", "", "-2M", "M"])
def test_a_bad_bitrate_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(StartError, match="as 800k or 2M"):
        read_bitrate(text)


@pytest.mark.parametrize("seconds", [0, -1, 601, float("nan")])
def test_a_bad_gop_is_refused(seconds: float) -> None:
    with pytest.raises(StartError, match="above 0"):
        read_gop(seconds)
