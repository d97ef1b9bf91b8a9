"""The demo election's stations bear the KPU's codes and vote at sites of the city."""

from lokus_local.demo.city import ORGANISATIONS, SITES
from lokus_local.demo.election import PEOPLE, STATIONS
from lokus_local.issuer.identities import find_identity
from lokus_proto.v1.camera import SiteKind


def test_codes_are_village_and_number() -> None:
    assert STATIONS[0].code == "3171061001012"


def test_stations_vote_at_polling_places_of_their_village() -> None:
    places = {site.id: site for site in SITES}
    for station in STATIONS:
        assert places[station.site].kind is SiteKind.TPS
        assert places[station.site].area == station.area


def test_people_are_the_identities_that_they_say() -> None:
    for person in PEOPLE:
        assert person.organisation in {organisation.id for organisation in ORGANISATIONS}
        identity = find_identity(person.subject) if person.subject else None
        assert identity is None or (identity.name, identity.organisation) == (
            person.name,
            person.organisation,
        )
