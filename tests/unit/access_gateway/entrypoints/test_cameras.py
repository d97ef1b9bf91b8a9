"""Cameras over HTTP."""

from support.gateway_app import GatewayBench
from support.gateway_facts import camera
from support.gateway_parts import tell


async def test_a_page_says_where_the_next_begins() -> None:
    bench = GatewayBench()
    tell(bench.access, camera("cam-2"))
    async with bench.http() as http:
        first = (await http.get("/v1/cameras?limit=1")).json()
        last = (await http.get(f"/v1/cameras?limit=1&after={first['next']}")).json()
    assert ([item["id"] for item in first["items"]], first["next"]) == (["cam-1"], "cam-1")
    assert ([item["id"] for item in last["items"]], last["next"]) == (["cam-2"], None)


async def test_one_camera_is_shown_or_refused_with_the_reason() -> None:
    bench = GatewayBench()
    tell(bench.access, camera("cam-2", private=True))
    async with bench.http() as http:
        shown = await http.get("/v1/cameras/cam-1")
        refused = await http.get("/v1/cameras/cam-2")
        limit = await http.get("/v1/cameras?limit=0")
    assert (shown.json()["status"], shown.json()["grant"]) == ("delivering", "grant-1")
    assert (refused.status_code, refused.json()["reason"]) == (403, "private-zone")
    assert limit.status_code == 422
