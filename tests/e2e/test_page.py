"""The page itself: closed to the outside, whole on a phone, usable without a mouse."""

import re
from urllib.parse import urlsplit

import httpx
from playwright.async_api import Request, expect

from support.console_page import OpenConsole
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY

_PARSE = """async (parts) => {
  const { parseEvents } = await import("/app/event_stream.js");
  const bytes = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
  const found = [];
  for await (const event of parseEvents(bytes)) found.push([event.type, event.json]);
  return found;
}"""


def test_the_policy_forbids_inline_code_and_foreign_sources(platform: DemoPlatform) -> None:
    policy = httpx.get(f"{platform.url}/", trust_env=False).headers["Content-Security-Policy"]
    directives = {
        name: sources for name, _, sources in (part.strip().partition(" ") for part in policy.split(";"))
    }
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
    assert "unsafe" not in policy


async def test_the_page_asks_nothing_of_anybody_but_the_platform(
    platform: DemoPlatform, open_console: OpenConsole
) -> None:
    console = await open_console()
    hosts: set[str | None] = set()

    def note(request: Request) -> None:
        if not request.url.startswith("blob:"):  # a snapshot that the page itself holds
            hosts.add(urlsplit(request.url).hostname)

    console.page.on("request", note)
    await console.log_in(AGENCY)
    assert hosts == {urlsplit(platform.url).hostname}
    await console.assert_clean()


async def test_a_camera_is_chosen_with_the_keyboard_alone(open_console: OpenConsole) -> None:
    console = await open_console(AGENCY)
    await console.page.keyboard.press("Tab")
    await expect(console.page.locator(".skip-link")).to_be_focused()
    camera = console.page.locator("[data-camera]:not(:disabled)").first
    for _ in range(10):
        await console.page.keyboard.press("Tab")
        if await camera.evaluate("node => node === document.activeElement"):
            break
    await console.page.keyboard.press("Enter")
    await expect(camera).to_have_attribute("aria-current", "true")
    await console.until_picture_moves()
    await expect(camera).to_be_focused()


async def test_everything_that_can_be_used_has_a_name(open_console: OpenConsole) -> None:
    console = await open_console("kpu.admin")
    await expect(console.page.locator("[data-grant]").first).to_be_visible()
    snapshot = await console.page.locator("body").aria_snapshot()
    nameless = re.findall(r"- (?:button|textbox|link|img|region)\s*$", snapshot, re.MULTILINE)
    assert nameless == []


async def test_a_phone_shows_all_without_scrolling_sideways(open_console: OpenConsole) -> None:
    console = await open_console(AGENCY, width=360)
    await expect(console.page.locator("[data-camera]").first).to_be_visible()
    sideways = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await console.page.evaluate(sideways) == 0


async def test_a_stream_of_events_is_read_the_same_however_it_is_cut(open_console: OpenConsole) -> None:
    console = await open_console()
    camera = ': hello\r\nevent: camera\r\ndata: {"id":\r\ndata: "é1"}\r\n\r\n'
    stream = camera + ": beat\n\nevent: ready\ndata: {}\n\ndata: cut"
    expected = [["camera", {"id": "é1"}], ["ready", {}]]
    for size in (1, 2, 3, 7, len(stream)):
        parts = [stream[start : start + size] for start in range(0, len(stream), size)]
        assert await console.page.evaluate(_PARSE, parts) == expected
