"""A picture that really moves: frames are decoded, and the clock burnt into them goes on."""

from itertools import pairwise

from playwright.async_api import expect

from support.console_page import OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, visible_cameras, watchable_camera
from support.waiting import until


async def test_the_picture_moves_and_its_clock_advances(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    await console.watch(watchable_camera(platform))

    async def steady() -> list[float]:
        clocks = [frame["clock"] for frame in await console.next_frames(10)]
        read = [clock for clock in clocks if clock is not None]
        rises = len(read) >= 8 and all(later >= earlier for earlier, later in pairwise(read))
        return read if rises and read[-1] > read[0] else []

    clocks = await until(steady, "row of frames with a rising clock")
    seen = (await console.next_frames(1))[0]["seen"]
    assert seen is not None
    assert 0 <= seen - clocks[-1] < 10_000
    inbound = await console.probe("inbound()")
    assert inbound["keyFramesDecoded"] >= 1
    assert inbound["frameWidth"] == 1280
    await console.assert_clean()


async def test_another_choice_leaves_the_first_camera(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    first, second = [
        camera["id"]
        for camera in visible_cameras(platform, AGENCY).values()
        if "live" in camera["actions"] and camera["status"] == "delivering"
    ][:2]
    await console.watch(first)
    async with console.page.expect_request(lambda request: request.method == "DELETE") as left:
        await console.camera(second).click()
    response = await (await left.value).response()
    assert response is not None
    assert response.ok
    await console.until_picture_moves()
    assert await console.probe("connections.map(one => one.connectionState)") == ["closed", "connected"]
    await expect(console.camera(second)).to_have_attribute("aria-current", "true")
    await console.assert_clean()


async def test_what_is_known_of_the_stream_stands_below_the_picture(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    camera = watchable_camera(platform)
    await console.watch(camera)
    facts = console.page.locator("#facts")
    known = visible_cameras(platform, AGENCY)[camera]
    await expect(facts).to_contain_text(known["site"]["name"])
    await expect(facts).to_contain_text(f"grant {known['grant']}")
    await expect(facts).to_contain_text("1280×720")  # noqa: RUF001 (the sign as the page writes it)
