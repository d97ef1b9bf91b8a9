"""Times are those of the clock in the pictures (WIB), wherever the reader's own clock stands."""

from datetime import datetime, timedelta, timezone

from playwright.async_api import Browser, expect

from support.console_page import ConsolePage
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY

_WIB = timezone(timedelta(hours=7))


async def test_the_times_of_a_grant_are_told_in_the_zone_of_the_pictures(
    platform: DemoPlatform, browser: Browser
) -> None:
    with platform.gateway(AGENCY) as gateway:
        grant = gateway.get("/v1/grants").raise_for_status().json()["items"][0]
    context = await browser.new_context(locale="en-GB", timezone_id="America/New_York")
    try:
        console = await ConsolePage.open(context, platform.url)
        await console.log_in(AGENCY)
        window = console.page.locator(f'[data-grant="{grant["id"]}"] .window')
        for side in ("not_before", "not_after"):
            moment = datetime.fromisoformat(grant[side]).astimezone(_WIB)
            await expect(window).to_contain_text(f"{moment:%H:%M} WIB")
        await console.page.locator('[data-language="id"]').click()
        await expect(window).to_contain_text(f"{moment:%H.%M} WIB")
    finally:
        await context.close()
