"""WHEP over HTTP, with a viewer in memory."""

from support.gateway_app import GatewayBench
from support.gateway_facts import caller
from support.gateway_offers import OFFER

SDP = {"Content-Type": "application/sdp"}
ENDPOINT = "/v1/cameras/cam-1/whep"


async def test_a_session_is_opened_looked_at_and_deleted_by_its_own_caller() -> None:
    bench = GatewayBench()
    async with bench.http() as http:
        opened = await http.post(ENDPOINT, content=OFFER, headers=SDP)
        assert (opened.status_code, opened.headers["Content-Type"]) == (201, "application/sdp")
        session = opened.headers["Location"]
        head = await http.head(session)
        assert head.headers["ETag"] == opened.headers["ETag"]
        assert (await http.get(session)).status_code == 204
        bench.caller = caller(subject="another")
        assert (await http.delete(session)).json()["reason"] == "not-yours"
        bench.caller = caller()
        assert (await http.delete(session)).status_code == 200
        assert (await http.head(session)).status_code == 404


async def test_a_right_is_asked_for_before_the_offer_is_read() -> None:
    bench = GatewayBench()
    bench.caller = caller("bawaslu")
    async with bench.http() as http:
        refused = await http.post(ENDPOINT, content="no SDP at all", headers=SDP)
    assert (refused.status_code, refused.json()["reason"]) == (403, "no-grant")


async def test_the_type_may_have_parameters_and_must_be_the_right_one() -> None:
    async with GatewayBench().http() as http:
        fine = await http.post(
            ENDPOINT, content=OFFER, headers={"Content-Type": "Application/SDP; charset=utf-8"}
        )
        wrong = await http.post(ENDPOINT, content=OFFER, headers={"Content-Type": "text/plain"})
        none = await http.post(ENDPOINT, content=OFFER)
    assert [fine.status_code, wrong.status_code, none.status_code] == [201, 415, 415]


async def test_options_tell_what_is_taken() -> None:
    async with GatewayBench().http() as http:
        endpoint = await http.options(ENDPOINT)
        session = await http.options("/v1/whep/any")
    assert endpoint.headers["Accept-Post"] == "application/sdp"
    assert session.headers["Accept-Patch"] == "application/trickle-ice-sdpfrag"
    assert "PATCH" in session.headers["Access-Control-Allow-Methods"]


async def test_a_stream_that_nobody_knows_is_refused() -> None:
    async with GatewayBench().http() as http:
        assert (await http.post(f"{ENDPOINT}?stream=third", content=OFFER, headers=SDP)).status_code == 422
        assert (await http.post(f"{ENDPOINT}?stream=sub", content=OFFER, headers=SDP)).status_code == 404
