"""A camera whose key frames are far apart."""

from collections.abc import Iterator

import pytest

from integration.ingest.virtual_cameras import VirtualCamera


@pytest.fixture
def slow_camera() -> Iterator[VirtualCamera]:
    camera = VirtualCamera("--gop-seconds", "30")
    camera.start()
    yield camera
    camera.kill()
