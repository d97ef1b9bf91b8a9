"""Who am I, and where to log in."""

from support.gateway_app import CONSOLE, GatewayBench


async def test_the_caller_is_told_what_the_token_says() -> None:
    async with GatewayBench().http() as http:
        me = (await http.get("/v1/me")).json()
    assert (me["organisation"], me["tenant"], me["roles"]) == ("police", "jakarta", ["agency_operator"])


async def test_the_page_is_told_where_to_log_in() -> None:
    async with GatewayBench().http() as http:
        assert (await http.get("/v1/console")).json() == CONSOLE.model_dump()
