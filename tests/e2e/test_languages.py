"""Two languages: the browser's own first, then the one that the person chose."""

import pytest
from playwright.async_api import expect

from support.console_page import OpenConsole
from support.demo_rights import AGENCY


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("id-ID", "Kamera yang boleh Anda lihat"),
        ("en-GB", "The cameras that you may see"),
        ("fr-FR", "The cameras"),
    ],
)
async def test_the_page_begins_in_the_language_of_the_browser(
    locale: str, title: str, open_console: OpenConsole
) -> None:
    console = await open_console(locale=locale)
    await expect(console.page.locator("#welcome h1")).to_contain_text(title)


async def test_a_chosen_language_is_kept_and_written_everywhere(open_console: OpenConsole) -> None:
    console = await open_console(AGENCY)
    await console.page.locator('[data-language="id"]').click()
    await expect(console.page.locator("html")).to_have_attribute("lang", "id")
    await expect(console.page.locator("#cameras-title")).to_contain_text("Kamera")
    await expect(console.page.locator("#connection")).to_have_text("Langsung")
    await expect(console.page.locator(".camera .status").first).to_have_text("Langsung")
    await console.page.reload()
    await expect(console.page.locator("#events-title")).to_have_text("Kejadian")
    await console.assert_clean()


async def test_both_languages_say_the_same_things(open_console: OpenConsole) -> None:
    console = await open_console()
    script = """async () => {
      const { en } = await import("/app/texts_en.js");
      const { id } = await import("/app/texts_id.js");
      const places = (text) => (text.match(/\\{\\w+\\}/g) ?? []).sort().join();
      const shape = (texts) => Object.entries(texts).map(([key, text]) => [key, places(text)]);
      return [en, id].map((texts) => Object.fromEntries(shape(texts)));
    }"""
    english, indonesian = await console.page.evaluate(script)
    assert english
    assert english == indonesian
