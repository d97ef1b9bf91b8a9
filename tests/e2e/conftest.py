"""One platform for all end-to-end tests, one Chromium for each module, one context for each page."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser

from support.browser import chromium_path, new_context, running_browser
from support.console_page import ConsolePage, OpenConsole
from support.demo_platform import DemoPlatform


@pytest.fixture(scope="package")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPlatform]:
    """`lokus up` with its demo city; tests leave it as they found it."""
    chromium_path()  # without a browser, say so before anything starts
    running = DemoPlatform(tmp_path_factory.mktemp("platform") / "home")
    try:
        running.start()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium for the tests of one module."""
    async with running_browser() as running:
        yield running


@pytest.fixture
async def open_console(platform: DemoPlatform, browser: Browser) -> AsyncIterator[OpenConsole]:
    """Open the page, each time in a context of its own; name an identity to be logged in."""
    async with AsyncExitStack() as stack:

        async def open_one(
            identity: str | None = None, locale: str = "en-GB", width: int = 1440
        ) -> ConsolePage:
            context = await new_context(browser, locale=locale, width=width)
            stack.push_async_callback(context.close)
            console = await ConsolePage.open(context, platform.url)
            if identity is not None:
                await console.log_in(identity)
            return console

        yield open_one
