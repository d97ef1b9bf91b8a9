"""A real recording, played by a virtual camera, from its RTSP server to the browser's screen."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from support.console_page import ConsolePage, OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, own_camera, shared_zone_without_ballots
from support.virtual_cameras import virtual_camera
from support.waiting import until

_FINGERPRINT = """() => {
  const video = document.getElementById("video");
  const canvas = new OffscreenCanvas(32, 18);
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0, 32, 18);
  return [...context.getImageData(0, 0, 32, 18).data].join();
}"""
_PICTURES = 5


async def test_a_real_recording_streams_end_to_end(
    platform: DemoPlatform, open_console: OpenConsole, shared_folder: Path
) -> None:
    clip = shared_folder / "video" / "car-detection.mp4"
    if not clip.is_file():
        pytest.skip(f"no clip {clip.name} in the shared folder")
    zone = shared_zone_without_ballots(platform)
    with virtual_camera("--clip", str(clip)) as url, own_camera(platform, url, zone) as camera:
        console = await open_console(AGENCY)
        await expect(console.camera(camera)).to_have_attribute("data-status", "delivering", timeout=60_000)
        await console.watch(camera)
        assert await console.page.evaluate("() => document.getElementById('video').videoWidth") == 768
        await _until_the_picture_has_changed(console)
        await console.assert_clean()


async def _until_the_picture_has_changed(console: ConsolePage) -> None:
    """Wait for several pictures that differ: the recording plays."""
    pictures: set[str] = set()

    async def enough() -> bool:
        pictures.add(await console.page.evaluate(_FINGERPRINT))
        return len(pictures) >= _PICTURES

    await until(enough, "changing picture")
