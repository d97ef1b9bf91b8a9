"""Which profiles are pulled."""

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.onvif.choosing import choose
from lokus_proto.v1.probe import Encoder, ProbedProfile


def profile(
    token: str,
    width: int,
    height: int,
    codec: str = "h264",
    fps: float | None = 25,
    url: str | None = "rtsp://192.0.2.7/a",
) -> ProbedProfile:
    encoder = Encoder(codec=codec, width=width, height=height, fps=fps)
    return ProbedProfile(token=token, name=token, encoder=encoder, stream_url=url)


def test_the_largest_is_main_and_the_one_for_walls_is_sub() -> None:
    found = [profile("s", 352, 288), profile("m", 1920, 1080), profile("w", 704, 576), profile("x", 640, 360)]
    assert choose(found) == ("m", "x")


def test_jpeg_and_what_has_no_stream_do_not_count() -> None:
    found = [profile("j", 3840, 2160, "jpeg"), profile("n", 2560, 1440, url=None), profile("m", 1280, 720)]
    assert choose(found) == ("m", None)


def test_h264_is_chosen_where_h265_is_no_better() -> None:
    found = [
        profile("m5", 1920, 1080, "h265"),
        profile("m4", 1920, 1080),
        profile("s5", 640, 360, "h265"),
        profile("s4", 640, 360),
    ]
    assert choose(found) == ("m4", "s4")


def test_two_of_one_size_are_no_main_and_sub() -> None:
    assert choose([profile("a", 1280, 720, fps=15), profile("b", 1280, 720)]) == ("b", None)


def test_a_device_without_profiles_has_neither() -> None:
    assert choose([]) == (None, None)
    assert choose([ProbedProfile(token="a", name="a", stream_url="rtsp://192.0.2.7/a")]) == (None, None)


@given(
    st.lists(st.tuples(st.integers(0, 8000), st.integers(0, 8000), st.sampled_from(["h264", "h265", "jpeg"])))
)
def test_main_has_at_least_the_pixels_of_sub_whatever_a_device_offers(
    sizes: list[tuple[int, int, str]],
) -> None:
    found = {str(at): profile(str(at), *size) for at, size in enumerate(sizes)}
    main, sub = choose(list(found.values()))
    pixels = {
        token: each.encoder.width * each.encoder.height for token, each in found.items() if each.encoder
    }
    assert (main is None) == all(codec == "jpeg" for *_, codec in sizes)
    assert sub is None or (main is not None and pixels[sub] < pixels[main])
