"""The demo city tells the story that it should, under official names."""

import csv
from pathlib import Path

from lokus_local.demo import city
from lokus_local.demo.city import Area
from lokus_local.issuer.identities import IDENTITIES


def test_the_parent_of_an_area_is_its_code_less_the_last_part() -> None:
    assert Area("31.71.06.1001", "Menteng", "village").parent == "31.71.06"
    assert Area("31", "Jakarta", "province").parent is None


def test_every_identity_works_for_an_organisation_of_the_city() -> None:
    organisations = {organisation.id for organisation in city.ORGANISATIONS}
    assert {identity.organisation for identity in IDENTITIES} <= organisations


def test_one_camera_is_private_and_one_owner_shares_nothing() -> None:
    private_zones = {zone.id for zone in city.ZONES if zone.private}
    assert [camera.id for camera in city.CAMERAS if camera.zone in private_zones] == ["cam-kantor-kpu-rapat"]
    assert city.PARTNER in {site.owner for site in city.SITES}
    assert city.PARTNER not in {grant.owner for grant in city.GRANTS}


def test_areas_bear_their_official_names(shared_folder: Path) -> None:
    with (shared_folder / "data" / "jakarta_wilayah.csv").open(encoding="utf-8") as file:
        official = {row["kode"]: row["nama"] for row in csv.DictReader(file)}
    for area in city.AREAS:
        assert official[area.code] == area.name
