from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lokus_analytics.adapters.pyav_decoder import PyavDecoder
from lokus_proto.media import AccessUnit, Codec


def test_each_unit_gives_its_own_picture(clip: list[AccessUnit]) -> None:
    decoder = PyavDecoder()
    for unit in clip[:30]:
        assert [picture.unit for picture in decoder.decode(unit)] == [unit]


def test_it_begins_at_a_key_frame(clip: list[AccessUnit]) -> None:
    decoder = PyavDecoder()
    with pytest.raises(ValueError, match="no key frame"):
        decoder.decode(clip[5])
    assert decoder.decode(clip[20])


def test_a_new_run_begins_at_its_own_key_frame(clip: list[AccessUnit]) -> None:
    decoder = PyavDecoder()
    decoder.decode(clip[0])
    with pytest.raises(ValueError, match="no key frame"):
        decoder.decode(clip[1]._replace(run=2))
    assert decoder.decode(clip[20]._replace(run=2))


def test_a_broken_unit_is_refused_and_the_next_key_frame_heals(clip: list[AccessUnit]) -> None:
    decoder = PyavDecoder()
    decoder.decode(clip[0])
    with pytest.raises(ValueError, match=r".+"):
        decoder.decode(clip[1]._replace(payload=b"\0\0\0\1\x65"))
    assert decoder.decode(clip[20])


def test_units_of_another_codec_than_they_say_give_no_picture(clip: list[AccessUnit]) -> None:
    decoder, pictures = PyavDecoder(), []
    for unit in clip[:20]:
        with suppress(ValueError):
            pictures += decoder.decode(unit._replace(codec=Codec.H265))
    assert pictures == []


@settings(max_examples=100)
@given(payload=st.binary(min_size=0, max_size=200), key_frame=st.booleans())
def test_no_bytes_do_more_than_be_refused(payload: bytes, key_frame: bool, clip: list[AccessUnit]) -> None:  # noqa: FBT001
    decoder = PyavDecoder()
    decoder.decode(clip[0])
    for unit in (clip[1]._replace(payload=payload, key_frame=key_frame), clip[20]):
        try:
            decoder.decode(unit)
        except ValueError:
            continue


def test_the_luma_is_scaled_and_of_the_same_shape(clip: list[AccessUnit]) -> None:
    (picture,) = PyavDecoder().decode(clip[0])
    luma = picture.luma()
    assert luma.shape == (90, 160)
    assert luma[45, 10] < luma[45, 80] < luma[45, 150]
