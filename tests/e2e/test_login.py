"""Authorization code with PKCE against the real issuer, and what happens when a login ends."""

from urllib.parse import parse_qs, urlsplit

from playwright.async_api import expect

from support.console_page import OpenConsole


async def test_a_person_logs_in_with_code_and_pkce(open_console: OpenConsole) -> None:
    console = await open_console()
    await console.page.locator("#log-in").click()
    await expect(console.page.locator('button[value="police.operator"]')).to_be_visible()
    asked = parse_qs(urlsplit(console.page.url).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()

    await console.page.locator('button[value="police.operator"]').click()
    await expect(console.page.locator("#person-name")).to_contain_text("polda-metro")
    assert console.page.url == f"{console.url}/"
    await console.assert_clean()


async def test_a_reload_keeps_the_login_and_the_camera(open_console: OpenConsole) -> None:
    console = await open_console("police.operator")
    camera = min(await console.listed_cameras())
    await console.camera(camera).click()
    await console.page.reload()
    await expect(console.camera(camera)).to_have_attribute("aria-current", "true")
    await console.assert_clean()


async def test_an_answer_that_nobody_asked_for_is_not_taken(open_console: OpenConsole) -> None:
    console = await open_console()
    await console.page.goto(f"{console.url}/?code=stolen&state=foreign")
    await expect(console.page.locator("#welcome-notice")).to_contain_text("does not belong to a login")
    await expect(console.page.locator("#console")).to_be_hidden()
    await console.assert_clean()


async def test_a_log_out_forgets_the_token(open_console: OpenConsole) -> None:
    console = await open_console("police.operator")
    await console.page.locator("#log-out").click()
    await expect(console.page.locator("#welcome")).to_be_visible()
    await console.page.reload()
    await expect(console.page.locator("#welcome")).to_be_visible()
    assert await console.page.evaluate("() => sessionStorage.length") == 0
    await console.assert_clean()


async def test_a_token_that_is_refused_leads_back_to_the_login(open_console: OpenConsole) -> None:
    console = await open_console()
    stale = '{"token": "no.longer.good", "expiresAt": 99999999999999}'
    await console.page.evaluate("session => sessionStorage.setItem('lokus.session', session)", stale)
    await console.page.reload()
    await expect(console.page.locator("#welcome-notice")).to_contain_text("Your login has ended")
    await console.assert_clean("401 GET /v1/me")


async def test_the_end_of_the_token_leads_back_to_the_login(open_console: OpenConsole) -> None:
    console = await open_console()
    await console.page.clock.install()
    await console.log_in("police.operator")
    await console.page.clock.fast_forward("01:00:01")
    await expect(console.page.locator("#welcome-notice")).to_contain_text("Your login has ended")
    await expect(console.page.locator("#console")).to_be_hidden()
