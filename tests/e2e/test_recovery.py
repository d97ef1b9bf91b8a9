"""What dies comes back, and the picture with it, without a hand and without a reload."""

import os
import signal

from playwright.async_api import expect

from support.console_page import ConsolePage, OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, watchable_camera
from support.waiting import PATIENCE_SECONDS, until

_SOON_MS = 4_000  # the page's two seconds without a frame, and a slow machine's two
_NEW_PICTURE_SECONDS = 8.0  # far below what ICE takes to give a connection up


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
    gateway = platform.status()["access-gateway"]["pid"]
    os.kill(gateway, signal.SIGKILL)
    await expect(console.veil).to_have_attribute("data-state", "stale", timeout=_SOON_MS)
    await expect(console.veil).to_have_text("Connection lost. This picture is not live.")
    await expect(console.page.locator("#connection")).to_have_attribute("data-state", "lost")
    await console.page.locator('#connection[data-state="live"]').wait_for()
    await _until_picture_is_newer_than(console, await _now_ms(console), _NEW_PICTURE_SECONDS)
    await expect(console.veil).to_be_hidden()


async def test_a_picture_without_new_frames_is_told_as_frozen_in_both_languages(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    await console.watch(watchable_camera(platform))
    ingest = platform.status()["ingest"]["pid"]
    os.kill(ingest, signal.SIGSTOP)
    try:
        await expect(console.veil).to_have_attribute("data-state", "frozen", timeout=_SOON_MS)
        await expect(console.veil).to_contain_text("The picture stands still")
        await console.page.locator('[data-language="id"]').click()
        await expect(console.veil).to_contain_text("Gambar terhenti")
    finally:
        os.kill(ingest, signal.SIGCONT)
    await console.until_picture_moves()


async def _now_ms(console: ConsolePage) -> float:
    now: float = await console.page.evaluate("() => Date.now()")
    return now


async def _until_picture_is_newer_than(
    console: ConsolePage, moment_ms: float, limit_seconds: float = PATIENCE_SECONDS
) -> None:
    """Wait until the clock in the picture shows a moment after `moment_ms`."""

    async def newer() -> bool:
        clock = await console.probe("readClock(document.getElementById('video'))")
        return clock is not None and clock > moment_ms

    await until(newer, "picture taken after the fault", limit_seconds)
