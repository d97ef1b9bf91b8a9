"""The app as a whole."""

from support.gateway_app import GatewayBench


async def test_any_origin_may_ask_and_read_what_whep_answers() -> None:
    async with GatewayBench().http() as http:
        reply = await http.get("/v1/me", headers={"Origin": "https://elsewhere"})
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Location" in reply.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in reply.headers


async def test_unknown_paths_are_problem_json() -> None:
    async with GatewayBench().http() as http:
        reply = await http.get("/v1/nothing")
    assert reply.status_code == 404
    assert reply.headers["Content-Type"] == "application/problem+json"
