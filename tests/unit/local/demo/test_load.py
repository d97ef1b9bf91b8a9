"""Loading the city: all of it once, nothing twice."""

from datetime import UTC, datetime

from lokus_local.demo.load import load_city
from lokus_local.demo.wanted import Feeds
from unit.local.demo.kept_api import GATEWAY, REGISTRY, KeptApi

NOW = datetime(2024, 2, 10, tzinfo=UTC)
_CAMERA = "/v1/cameras/cam-monas-silang"


async def _load(api: KeptApi, cameras_url: str = "rtsp://h:1") -> None:
    async with api.client() as http:
        await load_city(
            http, api.mint, REGISTRY, GATEWAY, Feeds(cameras_url, "rtsp://weak:1", "password"), NOW
        )


async def test_each_thing_is_made_by_the_person_whose_work_it_is() -> None:
    api = KeptApi()
    await _load(api)
    makers = dict(api.puts)
    assert makers["/v1/areas/31.71.06"] == "operator"
    assert makers["/v1/sites/monas"] == "opd.operator"
    assert makers[_CAMERA] == "vendor.tech"
    assert makers["/v1/cameras/cam-plaza-mitra-atrium"] == "partner.owner"
    assert makers["/v1/grants/kpu-polda-menteng"] == "kpu.admin"
    assert makers["/v1/cameras/cam-posko-utama-parkir"] == "sentosa.tech"
    assert makers["/v1/contracts/kontrak-sentosa"] == "kpu.admin"


async def test_a_second_load_changes_nothing() -> None:
    api = KeptApi()
    await _load(api)
    api.kept["/v1/zones/monas-silang"]["private"] = True
    api.puts.clear()
    api.posts.clear()
    await _load(api)
    assert (api.puts, api.posts) == ([], [])
    assert api.kept["/v1/zones/monas-silang"]["private"] is True


async def test_a_camera_that_has_moved_is_pointed_there_and_otherwise_left_alone() -> None:
    api = KeptApi()
    await _load(api)
    api.kept[_CAMERA]["name"] = "Renamed"
    await _load(api, "rtsp://h:2")
    assert api.kept[_CAMERA]["streams"][0]["url"] == "rtsp://h:2/8"
    assert api.kept[_CAMERA]["name"] == "Renamed"
    assert "credentials" in api.kept[_CAMERA]  # the registry keeps none for a new address
