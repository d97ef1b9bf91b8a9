"""What dies comes back, and the picture with it, without a hand and without a reload."""

import os
import signal

from support.console_page import ConsolePage, OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, watchable_camera
from support.waiting import until


async def test_a_killed_ingest_is_restarted_and_the_picture_comes_back(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    await console.watch(watchable_camera(platform))
    await console.page.evaluate("() => { window.neverReloaded = true; }")
    killed = platform.status()["ingest"]
    os.kill(killed["pid"], signal.SIGKILL)

    async def restarted() -> bool:
        return bool(platform.status()["ingest"]["restarts"] > killed["restarts"])

    await until(restarted, "restarted ingest")
    await _until_picture_is_newer_than(console, await _now_ms(console))
    assert await console.page.evaluate("() => window.neverReloaded")
    assert console.errors == []


async def test_a_killed_gateway_is_restarted_and_the_page_connects_again(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    await console.watch(watchable_camera(platform))
    os.kill(platform.status()["access-gateway"]["pid"], signal.SIGKILL)

    async def lost() -> bool:
        return await console.page.locator("#connection").get_attribute("data-state") == "lost"

    await until(lost, "note of the lost connection")
    await _until_picture_is_newer_than(console, await _now_ms(console))
    await console.page.locator('#connection[data-state="live"]').wait_for()


async def _now_ms(console: ConsolePage) -> float:
    now: float = await console.page.evaluate("() => Date.now()")
    return now


async def _until_picture_is_newer_than(console: ConsolePage, moment_ms: float) -> None:
    """Wait until the clock in the picture shows a moment after `moment_ms`."""

    async def newer() -> bool:
        clock = await console.probe("readClock(document.getElementById('video'))")
        return clock is not None and clock > moment_ms

    await until(newer, "picture taken after the fault")
