"""The page and the headers around it."""

from support.gateway_app import GatewayBench


async def test_the_page_may_fetch_from_itself_and_its_issuer_alone() -> None:
    async with GatewayBench().http() as http:
        page = await http.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "connect-src 'self' https://login.example;" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-cache"


async def test_what_is_not_there_is_not_served() -> None:
    async with GatewayBench().http() as http:
        assert (await http.get("/../settings.py")).status_code == 404
        assert (await http.get("/nothing.js")).status_code == 404
