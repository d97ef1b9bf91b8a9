"""A real Chromium, the one of the system, for tests and for the bench.

Playwright drives it; nothing is downloaded. Every browser gets a profile of its own, and every page
the probe (`browser_probe.js`), which sees peer connections, frames and broken policy from inside.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, async_playwright

PROBE = Path(__file__).with_name("browser_probe.js")
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


class BrowserMissingError(Exception):
    """There is no Chromium on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "no Chromium on PATH: run scripts/install-test-tools.sh, or `apt-get install chromium` as root"
        )


def chromium_path() -> str:
    """Return where the system's Chromium is; BrowserMissingError says how to install it."""
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    raise BrowserMissingError


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Give a Chromium with a profile of its own, until the end of the block."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path(), args=list(ARGUMENTS), headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()


async def new_context(
    browser: Browser, *, locale: str = "en-GB", width: int = 1440, height: int = 900
) -> BrowserContext:
    """Return a context that shares nothing with others, with the probe in each of its pages."""
    context = await browser.new_context(
        locale=locale, timezone_id="Asia/Jakarta", viewport={"width": width, "height": height}
    )
    await context.add_init_script(path=PROBE)
    return context
