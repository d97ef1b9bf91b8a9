from lokus_access_gateway.domain.saying import said_of
from lokus_log.leaf import LeafKind
from lokus_proto.v1.grant_change import Locus
from support.gateway_facts import MINUTE, NOON, grant


def test_a_grant_shows_its_agency_and_its_state_and_hides_the_rest() -> None:
    said = said_of(grant(locus=Locus(areas=("31.71", "31.72"), cameras=("cam-1",))))
    assert (said.kind, said.at, said.agency) == (LeafKind.GRANT, NOON - MINUTE, "police")
    assert said.facts == {"state": "active", "epoch": 1}
    assert said.hidden["locus"] == "areas 31.71 31.72; cameras cam-1"
    assert {"grant", "owner", "person", "purpose", "actions", "window"} < set(said.hidden)


def test_a_revocation_is_said_of_the_moment_at_which_it_was() -> None:
    said = said_of(grant().revoked("kpu.admin", NOON + MINUTE, "over"))
    assert (said.at, said.facts["state"], said.facts["epoch"]) == (NOON + MINUTE, "revoked", 2)
    assert said.hidden["person"] == "kpu.admin"
