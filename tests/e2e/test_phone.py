"""On a phone the picture lies above the list: a choice made far below brings it into view, and it plays."""

import pytest
from playwright.async_api import Locator, expect

from support.console_page import ConsolePage, OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, watchable_camera
from support.waiting import until

_TO_TOP = "node => node.scrollIntoView({ block: 'start', behavior: 'instant' })"
_TOP_AFTER_CLICK = """node => {
  node.click();
  return document.getElementById("video").getBoundingClientRect().top;
}"""


async def _scroll_to_camera(console: ConsolePage, camera: str) -> Locator:
    """Bring a camera of the list to the top of a phone that shows little, the picture out of view."""
    await console.page.set_viewport_size({"width": 390, "height": 320})
    row = console.camera(camera)
    await row.evaluate(_TO_TOP)
    await expect(console.page.locator("#video")).not_to_be_in_viewport()
    return row


async def test_a_choice_far_below_brings_the_picture_into_view_and_plays_it(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY, width=390)
    row = await _scroll_to_camera(console, watchable_camera(platform))
    await row.click()
    video = console.page.locator("#video")
    await expect(video).to_be_in_viewport(ratio=1)
    await expect(console.page.locator("#viewing")).to_be_focused()
    await console.until_picture_moves()
    before = await video.evaluate("node => node.currentTime")

    async def plays_on() -> bool:
        return bool(await video.evaluate("(node, before) => node.currentTime > before", before))

    await until(plays_on, "video that plays on")
    await console.assert_clean()


@pytest.mark.parametrize(("motion", "way"), [("reduce", "jump"), ("no-preference", "glide")])
async def test_the_way_to_the_picture_is_a_jump_for_who_wants_no_motion(
    motion: str, way: str, platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY, width=390)
    await console.page.emulate_media(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    row = await _scroll_to_camera(console, watchable_camera(platform))
    top = await row.evaluate(_TOP_AFTER_CLICK)
    assert way == ("jump" if top >= 0 else "glide")
    await expect(console.page.locator("#video")).to_be_in_viewport(ratio=1)
