"""Pictures for the review of what a camera shows, taken of a real virtual camera."""

import cv2
import numpy as np
import pytest

from lokus_kit.clock import SystemClock
from lokus_local.demo.caller import DemoRefusedError
from lokus_local.demo.city import CAMERA_USER
from lokus_local.demo.snapshot import snapshots_with
from lokus_local.virtual_camera.authentication import AuthScheme, Credentials
from lokus_local.virtual_camera.clip import FormatWishes
from lokus_local.virtual_camera.server import CameraSettings, serving

SETTINGS = CameraSettings(
    count=2,
    scheme=AuthScheme.DIGEST,
    credentials=Credentials(CAMERA_USER, "s3cret"),
    wishes=FormatWishes(size=(640, 360)),
)


async def test_a_snapshot_is_a_picture_of_the_camera() -> None:
    async with serving(SETTINGS, SystemClock()) as server:
        jpeg = await snapshots_with("s3cret")(server.url(1))
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (360, 640, 3)


async def test_a_camera_that_shows_nothing_is_told() -> None:
    async with serving(SETTINGS, SystemClock()) as server:
        with pytest.raises(DemoRefusedError, match=server.url()):
            await snapshots_with("wrong")(server.url())
