"""Events arrive by themselves, with their snapshots, and only where events were granted."""

from typing import Any

from playwright.async_api import expect

from support.console_page import OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, visible_cameras
from support.waiting import until

_PATIENCE_MS = 60_000
_PICTURE = ".event-list img"


async def test_an_event_arrives_with_its_snapshot(open_console: OpenConsole) -> None:
    console = await open_console(AGENCY)
    newest = console.page.locator(".event-list li").first
    await expect(newest).to_be_visible(timeout=_PATIENCE_MS)
    shown_first = await newest.get_attribute("data-key")

    async def another() -> bool:
        return await newest.get_attribute("data-key") != shown_first

    await until(another, "event after the first")
    await expect(console.page.locator(_PICTURE).first).to_be_visible(timeout=_PATIENCE_MS)
    widths = "pictures => pictures.map(picture => picture.naturalWidth)"
    assert min(await console.page.locator(_PICTURE).evaluate_all(widths)) > 0
    await console.assert_clean()


async def test_a_snapshot_opens_and_leads_to_the_camera(open_console: OpenConsole) -> None:
    console = await open_console(AGENCY)
    await console.page.locator(_PICTURE).first.click(timeout=_PATIENCE_MS)
    await expect(console.page.locator("#snapshot-frame img")).to_be_visible()
    await console.page.locator("#snapshot-watch").click()
    await console.until_picture_moves()
    await console.assert_clean()


async def test_events_are_told_only_where_events_were_granted(platform: DemoPlatform) -> None:
    live_only = {
        camera["id"] for camera in visible_cameras(platform, AGENCY).values() if camera["actions"] == ["live"]
    }
    assert live_only

    async def owners_events() -> list[dict[str, Any]]:
        with platform.gateway("opd.operator") as gateway:
            answer = gateway.get("/v1/events", params={"limit": 100}).raise_for_status()
        return [event for event in answer.json()["items"] if event["camera"] in live_only]

    event = (await until(owners_events, "event that its owner sees"))[0]
    with platform.gateway(AGENCY) as gateway:
        history = gateway.get("/v1/events", params={"limit": 100}).raise_for_status().json()["items"]
        assert live_only.isdisjoint(event["camera"] for event in history)
        assert gateway.get(f"/v1/events/{event['id']}/snapshot").status_code == 403
