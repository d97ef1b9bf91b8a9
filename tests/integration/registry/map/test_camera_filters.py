"""The list of cameras, narrowed by what is wanted, within what the caller may see."""

from integration.registry.map.standing import Standing
from integration.registry.people import City, camera


async def _fill(city: City) -> None:
    await city.vendor.put("cameras/hall-1", camera(name="Lorong Utara"))
    await city.vendor.put("cameras/hall-2", camera(name="lorong 100%_a"))
    await city.other_vendor.put("cameras/gate-1", camera("gate", vendor="rival", name="Gerbang"))
    await city.partner.put("cameras/gate-2", camera("gate", vendor=None, name="Lobi"))


async def test_every_filter_narrows_the_list(city: City, database_url: str) -> None:
    await _fill(city)
    await Standing(database_url, city.tenant).status("offline", "hall-1")
    expected = {
        "": ["gate-1", "gate-2", "hall-1", "hall-2"],
        "zone=hall": ["hall-1", "hall-2"],
        "site=mall": ["gate-1", "gate-2"],
        "owner=kpu": ["hall-1", "hall-2"],
        "vendor=rival": ["gate-1"],
        "name=LOR": ["hall-1", "hall-2"],
        "name=ara": ["hall-1"],
        "name=lo&after=gate-2": ["hall-1", "hall-2"],
        "name=lo&limit=1&site=tps-1": ["hall-1"],
        "name=lorong 100%25_": ["hall-2"],
        "name=lorong_": [],
        "name=%25": ["hall-2"],
        "site=mall&vendor=nusantara": [],
        "owner=plaza&name=l": ["gate-2"],
        "area=31.71": ["gate-1", "gate-2", "hall-1", "hall-2"],
        "area=31.72": [],
        "life=registered&site=tps-1": ["hall-1", "hall-2"],
        "status=unknown&zone=hall": ["hall-2"],
        "status=offline": ["hall-1"],
        "status=offline&life=registered": ["hall-1"],
        "status=offline&life=in_service": [],
    }
    for query, ids in expected.items():
        assert await city.auditor.ids(f"cameras?{query}") == ids, query


async def test_the_list_says_what_each_camera_delivers(city: City, database_url: str) -> None:
    await _fill(city)
    await Standing(database_url, city.tenant).status("offline", "hall-1")
    found = await city.vendor.get("cameras?fields=id,life,status&site=tps-1")
    assert found["items"] == [
        {"id": "hall-1", "life": "registered", "status": "offline"},
        {"id": "hall-2", "life": "registered", "status": "unknown"},
    ]


async def test_a_filter_shows_nobody_more_than_they_may_see(city: City) -> None:
    await _fill(city)
    assert await city.vendor.ids("cameras?site=mall") == []
    assert await city.other_vendor.ids("cameras?site=mall") == ["gate-1"]
    assert await city.owner.ids("cameras?owner=plaza") == []
    assert await city.partner.ids("cameras?vendor=rival") == ["gate-1"]


async def test_a_narrowed_list_is_paged_to_its_end(city: City) -> None:
    for number in range(5):
        await city.vendor.put(f"cameras/c{number}", camera("hall" if number % 2 else "gate"))
    first = await city.auditor.get("cameras?zone=gate&limit=2")
    assert ([item["id"] for item in first["items"]], first["next"]) == (["c0", "c2"], "c2")
    last = await city.auditor.get("cameras?zone=gate&limit=2&after=c2")
    assert ([item["id"] for item in last["items"]], last["next"]) == (["c4"], None)


async def test_what_cannot_be_a_filter_is_told(city: City) -> None:
    for query in ("zone=Hall", "name=%00", f"vendor={'x' * 65}"):
        assert "query" in (await city.auditor.get(f"cameras?{query}", 422))["detail"]
