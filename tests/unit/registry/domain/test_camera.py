from dataclasses import replace

import pytest

from lokus_kit.errors import Invalid
from lokus_proto.subjects import StreamName
from lokus_registry.domain.camera import Stream, check_streams
from unit.registry.cast import CAMERA, SECRET, STREAM


def test_streams_are_one_or_two_of_different_names() -> None:
    sub = Stream(StreamName.SUB, "rtsp://192.0.2.10/2")
    check_streams((STREAM,))
    check_streams((STREAM, sub))
    for wrong in ((), (STREAM, STREAM)):
        with pytest.raises(Invalid, match="streams"):
            check_streams(wrong)


def test_a_camera_says_whether_it_has_credentials() -> None:
    assert not CAMERA.credentials_set
    assert replace(CAMERA, sealed_credentials="x").credentials_set


def test_secrets_do_not_show_in_repr() -> None:
    shown = repr(SECRET) + repr(replace(CAMERA, sealed_credentials="sealed-text"))
    assert SECRET.username not in shown
    assert SECRET.password not in shown
    assert "sealed-text" not in shown
