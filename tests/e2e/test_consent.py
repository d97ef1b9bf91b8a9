"""A partner takes the consent to its camera back, and whoever watches it watches no more."""

from playwright.async_api import expect

from support.console_page import OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, PARTNER, own_grant, partners_camera, withdraw_consent
from support.virtual_cameras import virtual_camera


async def test_after_a_withdrawal_the_picture_is_gone_and_the_page_says_why(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    with (
        virtual_camera() as url,
        partners_camera(platform, url) as camera,
        own_grant(platform, camera, owner=PARTNER),
    ):
        console = await open_console(AGENCY)
        await expect(console.camera(camera)).to_have_attribute("data-status", "delivering")
        await console.watch(camera)
        withdraw_consent(platform, camera)
        await expect(console.veil).to_have_attribute("data-state", "ended", timeout=2_000)
        await expect(console.veil).to_contain_text("The camera is not in service")
        await expect(console.camera(camera)).to_have_count(0)
        tracks = "connections.flatMap(one => one.getReceivers().map(({track}) => track.readyState))"
        assert set(await console.probe(tracks)) == {"ended"}
        assert await console.page.evaluate("() => document.getElementById('video').srcObject") is None
        await console.assert_clean(f"403 GET /v1/cameras/{camera}")
