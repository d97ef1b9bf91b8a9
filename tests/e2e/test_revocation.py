"""The moment a right is revoked the picture stops, whatever the viewer's client does."""

from typing import Any

from playwright.async_api import expect

from support.console_page import ConsolePage, OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, OWNER, own_grant, unshared_camera
from support.waiting import until

_STUBBORN_VIEWER = """async ([camera, token]) => {
  const { Api } = await import("/app/api.js");
  const { Viewing } = await import("/app/whep.js");
  window.stubborn = await Viewing.open(new Api(token, () => {}), camera, new AbortController().signal);
}"""
_SETTLED_MS = 300
_OBSERVED_MS = 2000
_FRAMES_IN_A_WINDOW = """async (milliseconds) => {
  const before = await stubborn.framesDecoded();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return (await stubborn.framesDecoded()) - before;
}"""


async def test_after_a_revocation_the_page_says_why_and_shows_nothing(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console(AGENCY)
    camera = unshared_camera(platform)
    with own_grant(platform, camera) as grant:
        await expect(console.camera(camera)).to_be_visible()
        await console.watch(camera)
        grant.revoke()
        await expect(console.veil).to_have_attribute("data-state", "ended")
        await expect(console.veil).to_contain_text("The owner has revoked the grant")
        await expect(console.camera(camera)).to_have_count(0)
    tracks = "connections.flatMap(one => one.getReceivers().map(({track}) => track.readyState))"
    assert set(await console.probe(tracks)) == {"ended"}
    assert await console.page.evaluate("() => document.getElementById('video').srcObject") is None
    await console.assert_clean(f"403 GET /v1/cameras/{camera}")


async def test_a_client_that_stays_on_gets_no_frame_after_the_revocation(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console()
    camera = unshared_camera(platform)
    with own_grant(platform, camera) as grant:
        await _open_stubborn_viewer(console, camera, platform.token(AGENCY))
        grant.revoke()
        ended = "() => stubborn.ended.then(() => true)"
        assert await console.page.evaluate(ended)
    # What had arrived before the end may still be decoded: a busy machine is a little late.
    await until(lambda: _decodes_nothing(console, _SETTLED_MS), "end of decoding", limit_seconds=5)
    assert await _decodes_nothing(console, _OBSERVED_MS)


async def test_the_owner_revokes_on_the_page_after_a_confirmation(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    camera = unshared_camera(platform)
    with own_grant(platform, camera) as grant:
        agency, owner = await open_console(AGENCY), await open_console(OWNER)
        await agency.watch(camera)
        row = owner.page.locator(f'[data-grant="{grant.id}"]')
        await row.get_by_role("button").click()
        await owner.page.locator('#revoke-dialog button[value="cancel"]').click()
        await expect(row).to_have_attribute("data-state", "active")

        await row.get_by_role("button").click()
        await owner.page.locator("#revoke-reason").fill("the election is over")
        await owner.page.locator('#revoke-dialog button[value="revoke"]').click()
        await expect(row).to_have_attribute("data-state", "revoked")
        await expect(agency.veil).to_have_attribute("data-state", "ended")
    await owner.assert_clean()


async def _decodes_nothing(console: ConsolePage, window_milliseconds: int) -> bool:
    return bool(await console.page.evaluate(_FRAMES_IN_A_WINDOW, window_milliseconds) == 0)


async def _open_stubborn_viewer(console: ConsolePage, camera: str, token: str) -> None:
    """Watch with a client that never hangs up by itself, and wait for its first frames."""
    await console.page.evaluate(_STUBBORN_VIEWER, [camera, token])

    async def decodes() -> Any:
        return await console.page.evaluate("() => stubborn.framesDecoded()")

    await until(decodes, "first frame")
