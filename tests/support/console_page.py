"""The first page as its user drives it: log in, choose a camera, read what is shown.

It watches over its page too: errors on the browser's console, broken content security policy and
refused requests are kept, and `assert_clean` fails on any that the test did not expect.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from support.waiting import until

_NETWORK_NOTE = "Failed to load resource"  # the browser's own note of a status that `refused` holds


class ConsolePage:
    """One tab on the console, in a context of its own."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.errors: list[str] = []
        self.refused: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", self._on_response)

    @classmethod
    async def open(cls, context: BrowserContext, url: str) -> "ConsolePage":
        """Open the page in a new tab."""
        console = cls(await context.new_page(), url)
        await console.page.goto(f"{url}/")
        return console

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_NETWORK_NOTE):
            self.errors.append(message.text)

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            path = "/" + response.url.split("/", 3)[3].partition("?")[0]
            self.refused.append(f"{response.status} {response.request.method} {path}")

    async def assert_clean(self, *expected: str) -> None:
        """Fail on any error, broken policy, or refused request that `expected` does not name."""
        assert self.errors == []
        assert await self.probe("violations") == []
        assert set(self.refused) <= set(expected)

    async def log_in(self, identity: str) -> None:
        """Log in through the issuer's page, as a person would, and wait for the cameras."""
        await self.page.locator("#log-in").click()
        await self.page.locator(f'button[value="{identity}"]').click()
        await expect(self.page.locator("#console")).to_be_visible()
        await expect(self.page.locator("#connection")).to_have_attribute("data-state", "live")

    def camera(self, camera_id: str) -> Locator:
        """Return the camera's button in the list."""
        return self.page.locator(f'[data-camera="{camera_id}"]')

    async def listed_cameras(self) -> set[str]:
        """Return the ids of the cameras in the list."""
        script = "nodes => nodes.map(node => node.dataset.camera)"
        return set(await self.page.locator("[data-camera]").evaluate_all(script))

    async def watch(self, camera_id: str) -> None:
        """Choose a camera and wait until its picture moves."""
        await self.camera(camera_id).click()
        await self.until_picture_moves()

    async def until_picture_moves(self) -> None:
        """Wait until frames are decoded now, a key frame among them, and nothing veils the picture."""
        before = await self.frames_decoded()

        async def moves() -> bool:
            inbound = await self.probe("inbound()")
            if inbound is None or inbound.get("keyFramesDecoded", 0) < 1:
                return False
            return inbound["framesDecoded"] > before and not await self.veil.is_visible()

        await until(moves, "moving picture")

    @property
    def veil(self) -> Locator:
        """What lies over the picture when there is something to say."""
        return self.page.locator("#veil")

    async def frames_decoded(self) -> int:
        """Return how many frames the newest connection has decoded; 0 without one."""
        inbound = await self.probe("inbound()")
        return 0 if inbound is None else int(inbound.get("framesDecoded", 0))

    async def next_frames(self, count: int) -> list[dict[str, float | None]]:
        """Return `{"clock", "seen"}` in ms since the epoch of the next frames shown."""
        script = "count => lokusProbe.watchFrames(document.getElementById('video'), count)"
        frames: list[dict[str, float | None]] = await self.page.evaluate(script, count)
        return frames

    async def probe(self, expression: str) -> Any:
        """Ask the probe inside the page."""
        return await self.page.evaluate(f"() => lokusProbe.{expression}")


OpenConsole: TypeAlias = Callable[..., Awaitable[ConsolePage]]
"""Opens the page: `open_console(identity=None, locale="en-GB", width=1440)`."""
