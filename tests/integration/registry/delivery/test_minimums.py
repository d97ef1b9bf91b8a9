"""Pictures below what a camera's contract asks are degraded; those of a camera without one are not."""

from integration.registry.contracts.scene import TERMS, signed_contract
from integration.registry.delivery.publisher import Publisher, ago, new_bus, steady
from integration.registry.delivery.shelf import Shelf, open_shelf
from integration.registry.people import City, camera
from integration.registry.waiting import until
from support.engines import NatsServer

FULL_HD = TERMS | {"min_width": 1920, "min_height": 1080}
IN_FORCE = {"starts_on": "2020-01-01", "ends_on": "2035-12-31"}
LESS = FULL_HD | {"min_width": 1280, "min_height": 720}


async def _until_told(publisher: Publisher, shelf: Shelf, state: str) -> list[str]:
    """Report 1280x720 until `c1` is held to be so; return what `c1` and `c2` are."""

    async def told() -> list[str] | None:
        await publisher.report(steady(["c1", "c2"]))
        await shelf.until_folded(publisher.name, publisher.sequence)
        newest = {camera: found for camera, _, _, found, _, _ in await shelf.intervals()}
        return [newest["c1"], newest["c2"]] if newest["c1"] == state else None

    return await until(told)


async def test_a_camera_is_held_to_its_contract_and_to_each_change_of_it(
    city: City, nats_server: NatsServer, database_url: str
) -> None:
    await city.vendor.put("cameras/c2", camera())
    bus = new_bus(nats_server.url)
    await bus.start()
    publisher = Publisher(bus, city.tenant, "ingest-1", ago(days=2))
    async with open_shelf(database_url, city.tenant) as shelf:
        assert await _until_told(publisher, shelf, "delivering") == ["delivering", "delivering"]
        await signed_contract(city, "c1", **IN_FORCE, terms=FULL_HD)
        assert await _until_told(publisher, shelf, "degraded") == ["degraded", "delivering"]
        month = f"{ago():%Y-%m}"
        await city.owner.put(f"contracts/k1/amendments/{month}", LESS)
        assert await _until_told(publisher, shelf, "delivering") == ["delivering", "delivering"]
    await bus.drain()
