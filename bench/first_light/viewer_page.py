"""A Chromium that watches with the page's own WHEP client, and a camera of its own for it.

The scripts below run inside the page, so that both ends of a span are read off one clock.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from playwright.async_api import Page

from support.browser import new_context, running_browser
from support.console_page import ConsolePage
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, own_camera, visible_cameras, watchable_camera
from support.virtual_cameras import virtual_camera
from support.waiting import until

_TOOLS = """() => {
  window.video = document.createElement("video");
  Object.assign(video, { muted: true, autoplay: true, width: 1280, height: 720 });
  document.body.replaceChildren(video);
  const nextFrame = () => new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  window.bench = {
    async open(camera, token) {
      const [{ Api }, { Viewing }] = await Promise.all([import("/app/api.js"), import("/app/whep.js")]);
      const begun = performance.now();
      const viewing = await Viewing.open(new Api(token, () => {}), camera, new AbortController().signal);
      video.srcObject = viewing.stream;
      await nextFrame();
      return { viewing, milliseconds: performance.now() - begun };
    },
    async join(camera, token) {
      const { viewing, milliseconds } = await bench.open(camera, token);
      await viewing.close();
      video.srcObject = null;
      return milliseconds;
    },
    async revoke(camera, token, grant, ownerToken) {
      const { viewing } = await bench.open(camera, token);
      let last = 0;
      const note = () => { last = performance.now(); video.requestVideoFrameCallback(note); };
      for (let frames = 0; frames < 15; frames += 1) await nextFrame();
      note();
      await new Promise((resolve) => setTimeout(resolve, 200 * Math.random())); // no set phase
      const begun = performance.now();
      const headers = { Authorization: `Bearer ${ownerToken}`, "Content-Type": "application/json" };
      await fetch(`/v1/grants/${grant}/revoke`, { method: "POST", headers, body: "{}" });
      await viewing.ended;
      await new Promise((resolve) => setTimeout(resolve, 500));
      await viewing.close();
      return Math.max(0, last - begun);
    },
    async look(camera, token, settle, frames) {
      const { viewing } = await bench.open(camera, token);
      await lokusProbe.watchFrames(video, settle);
      const seen = await lokusProbe.watchFrames(video, frames);
      await viewing.close();
      return seen.filter(({ clock }) => clock !== null).map(({ clock, seen }) => seen - clock);
    },
  };
}"""


class ViewerPage:
    """The page and the rights it watches with."""

    def __init__(self, page: Page, token: str) -> None:
        self._page = page
        self._token = token

    async def join_milliseconds(self, camera: str) -> float:
        """Watch and leave; return the time from before the POST to the first frame on the screen."""
        return float(await self._call("join", camera, self._token))

    async def revoke_milliseconds(self, camera: str, grant: str, owner_token: str) -> float:
        """Watch, revoke; return the time from before the revocation's POST to the last frame shown."""
        return float(await self._call("revoke", camera, self._token, grant, owner_token))

    async def ages_milliseconds(self, camera: str, settle: int, frames: int) -> list[float]:
        """Watch; return the age of each of `frames` pictures when shown, after `settle` that do not count."""
        ages: list[float] = await self._call("look", camera, self._token, settle, frames)
        return ages

    async def _call(self, name: str, *arguments: Any) -> Any:
        return await self._page.evaluate(f"parameters => bench.{name}(...parameters)", list(arguments))


@asynccontextmanager
async def viewer_page(platform: DemoPlatform) -> AsyncIterator[ViewerPage]:
    """Open the gateway's page for the agency's operator, with nothing on it but a video."""
    async with running_browser() as browser:
        context = await new_context(browser)
        console = await ConsolePage.open(context, platform.url)
        await console.page.evaluate(_TOOLS)
        yield ViewerPage(console.page, platform.token(AGENCY))


@contextmanager
def long_gop_camera(platform: DemoPlatform, gop_seconds: int) -> Iterator[str]:
    """Serve and register a 720p camera with key frames far apart, where the agency may watch."""
    zone = visible_cameras(platform, AGENCY)[watchable_camera(platform)]["zone"]["id"]
    with virtual_camera("--gop-seconds", str(gop_seconds)) as url, own_camera(platform, url, zone) as camera:
        yield camera


async def until_delivering(platform: DemoPlatform, camera: str) -> None:
    """Wait until the gateway says that the camera delivers."""

    async def delivers() -> bool:
        known = visible_cameras(platform, AGENCY).get(camera)
        return known is not None and known["status"] == "delivering"

    await until(delivers, "delivering camera")
