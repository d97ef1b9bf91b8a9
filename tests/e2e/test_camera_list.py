"""The list holds what a person may see, says how each camera is, and follows changes by itself."""

import pytest
from playwright.async_api import expect

from support.console_page import OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import (
    AGENCY,
    foreign_camera,
    own_grant,
    private_camera,
    unshared_camera,
    visible_cameras,
    watchable_camera,
)


async def test_the_list_holds_what_the_agency_may_see_and_no_more(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    allowed = set(visible_cameras(platform, AGENCY))
    assert allowed
    await expect(console.page.locator("[data-camera]")).to_have_count(len(allowed))
    assert await console.listed_cameras() == allowed
    assert private_camera(platform) not in allowed
    assert foreign_camera(platform) not in allowed
    await console.assert_clean()


@pytest.mark.parametrize("identity", ["kpu.admin", "partner.owner", "bawaslu.observer", "opd.operator"])
async def test_nobody_is_shown_the_private_zone(
    identity: str, platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(identity)
    await expect(console.page.locator("[data-camera]").first).to_be_visible()
    assert private_camera(platform) not in await console.listed_cameras()
    await console.assert_clean()


@pytest.mark.parametrize("identity", ["operator", "vendor.tech", "auditor"])
async def test_a_role_that_sees_no_video_is_told_so(identity: str, open_console: OpenConsole) -> None:
    console = await open_console(identity)
    empty = console.page.locator("#cameras-empty")
    await expect(empty).to_have_text("Cameras are listed for roles that see video.")
    await expect(empty).to_be_visible()
    await expect(console.veil).to_have_text("Your role sees no video.")
    await expect(console.page.locator("#viewing-title")).to_have_text("No video")
    await console.page.locator('[data-language="id"]').click()
    await expect(empty).to_have_text("Daftar kamera hanya untuk peran yang boleh melihat video.")
    await expect(console.veil).to_have_text("Peran Anda tidak dapat melihat video.")
    assert await console.listed_cameras() == set()
    await console.assert_clean()


async def test_a_delivering_camera_is_told_as_live(platform: DemoPlatform, open_console: OpenConsole) -> None:
    console = await open_console(AGENCY)
    camera = console.camera(watchable_camera(platform))
    await expect(camera).to_have_attribute("data-status", "delivering")
    await expect(camera.locator(".status")).to_have_text("Live")


async def test_a_new_grant_and_its_revocation_show_without_a_reload(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    camera = unshared_camera(platform)
    await expect(console.camera(camera)).to_have_count(0)
    with own_grant(platform, camera):
        await expect(console.camera(camera)).to_be_visible()
    await expect(console.camera(camera)).to_have_count(0)
    await console.assert_clean()
