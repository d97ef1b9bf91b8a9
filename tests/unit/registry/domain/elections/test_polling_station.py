from dataclasses import replace

import pytest

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.elections.polling_station import PollingStation, check_station, check_voting_site
from unit.registry.cast import SITE

_VILLAGE = "31.71.01.1001"
_STATION = PollingStation("pemilu-2024", "3171011001001", 1, _VILLAGE)


def test_a_polling_station_lies_in_a_village() -> None:
    check_station(_STATION)
    with pytest.raises(Invalid, match=r"31\.71\.01 is a district"):
        check_station(replace(_STATION, area="31.71.01"))


def test_people_vote_at_a_site_for_it_in_their_village() -> None:
    site = replace(SITE, area=_VILLAGE)
    check_voting_site(_STATION, site)
    with pytest.raises(Invalid, match="kind warehouse"):
        check_voting_site(_STATION, replace(site, kind=SiteKind.WAREHOUSE))
    with pytest.raises(Invalid, match=r"lies in 31\.71\.01\.1002"):
        check_voting_site(_STATION, replace(site, area="31.71.01.1002"))
