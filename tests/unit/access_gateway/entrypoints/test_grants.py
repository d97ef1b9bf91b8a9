"""Grants over HTTP."""

from lokus_identity.caller import Role
from support.gateway_app import GatewayBench
from support.gateway_facts import caller

BODY = {
    "owner": "kpu",
    "grantee": "bawaslu",
    "locus": {"sites": ["tps-1"]},
    "purpose": "election_supervision",
    "actions": ["live"],
    "not_before": "2026-11-22T11:00:00Z",
    "not_after": "2026-11-22T13:00:00Z",
}


async def test_a_grant_is_put_read_listed_and_revoked() -> None:
    bench = GatewayBench()
    bench.caller = caller("kpu", Role.OWNER_ADMIN)
    async with bench.http() as http:
        made = await http.put("/v1/grants/one", json=BODY)
        again = await http.put("/v1/grants/one", json=BODY)
        listed = (await http.get("/v1/grants")).json()
        revoked = await http.post("/v1/grants/one/revoke")
    assert [made.status_code, again.status_code, revoked.status_code] == [201, 200, 200]
    assert (made.json()["state"], revoked.json()["state"]) == ("active", "revoked")
    assert (listed["items"][0]["id"], listed["next"]) == ("one", None)


async def test_an_id_that_cannot_stand_in_a_subject_is_refused() -> None:
    bench = GatewayBench()
    bench.caller = caller("kpu", Role.OWNER_ADMIN)
    async with bench.http() as http:
        assert (await http.put("/v1/grants/Not.A.Token", json=BODY)).status_code == 422
