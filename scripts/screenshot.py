"""Takes the picture of the first page that the README shows: docs/images/first-page.png.

    .venv/bin/python scripts/screenshot.py

Starts a platform of its own (its demo city's rights are what the picture shows), logs in as the
agency's operator, watches a camera, waits for events with their snapshots.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))

from playwright.async_api import expect  # noqa: E402 (the path comes first)

from support.browser import new_context, running_browser  # noqa: E402
from support.console_page import ConsolePage  # noqa: E402
from support.demo_platform import DemoPlatform  # noqa: E402
from support.demo_rights import AGENCY, watchable_camera  # noqa: E402

_EVENTS = 6
_PATIENCE_MS = 180_000
_LARGEST_BYTES = 300 * 1024


async def take(platform: DemoPlatform, file: Path) -> None:
    """Write the picture."""
    async with running_browser() as browser:
        context = await new_context(browser, width=1360, height=820)
        console = await ConsolePage.open(context, platform.url)
        await console.log_in(AGENCY)
        await console.watch(watchable_camera(platform))
        pictures = console.page.locator(".event-list img")
        await expect(pictures.nth(_EVENTS - 1)).to_be_visible(timeout=_PATIENCE_MS)
        await expect(console.page.locator(".event-list li:not(:has(img))")).to_have_count(0)
        await console.until_picture_moves()
        await console.page.screenshot(path=file)


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images/first-page.png", help="where to")
    file = parser.parse_args().out
    with tempfile.TemporaryDirectory(prefix="lokus-screenshot-") as folder:
        platform = DemoPlatform(Path(folder) / "home")
        try:
            platform.start()
            asyncio.run(take(platform, file))
            if file.stat().st_size > _LARGEST_BYTES:
                sys.exit(f"{file} is larger than {_LARGEST_BYTES} bytes, too large for a README")
        finally:
            platform.end()


if __name__ == "__main__":
    main()
