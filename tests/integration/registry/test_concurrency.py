"""Requests that meet: whatever their order, what the bus is told last is what stands."""

import asyncio

from integration.registry.kept_plane import KeptPlane
from integration.registry.people import City, camera, zone


async def test_no_camera_slips_into_a_zone_as_it_was_before(city: City, bus: KeptPlane) -> None:
    async with asyncio.TaskGroup() as tasks:
        for number in range(20):
            work = city.vendor.put(f"cameras/c{number}", camera(), 201)
            tasks.create_task(work, name=f"camera {number}")
            if number == 10:
                flag = city.owner.put("zones/hall", zone("tps-1", private=True), 200)
                tasks.create_task(flag, name="zone")
    for number in range(20):
        version = (await city.vendor.get(f"cameras/c{number}"))["version"]
        record = await bus.record_of_version(city.tenant, f"c{number}", version)
        assert (record.version, record.zone.private) == (version, True)


async def test_a_camera_changed_by_many_at_once_is_told_as_it_stands(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    async with asyncio.TaskGroup() as tasks:
        for number in range(20):
            work = city.vendor.put("cameras/c1", camera(name=f"Name {number}"), 200)
            tasks.create_task(work, name=f"change {number}")
    stands = await city.vendor.get("cameras/c1")
    assert stands["version"] == 21
    assert (await bus.record_of_version(city.tenant, "c1", 21)).name == stands["name"]


async def test_of_two_who_create_the_same_one_wins_and_the_other_is_told(city: City) -> None:
    async with asyncio.TaskGroup() as tasks:
        asked = [
            tasks.create_task(city.vendor.ask("PUT", "cameras/c1", camera(name=name)), name=name)
            for name in ("one", "two", "three", "four")
        ]
    statuses = [task.result().status_code for task in asked]
    assert statuses.count(201) == 1
    assert set(statuses) <= {200, 201, 409}
