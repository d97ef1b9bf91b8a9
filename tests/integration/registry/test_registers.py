"""PostgreSQL's registers and the ones in memory, held to the same sentences."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.errors import Conflict, Unavailable
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_registry.adapters import schema
from lokus_registry.adapters.transactions import Transactions, registers
from lokus_registry.application.ports import Begin, Lock, Window
from lokus_registry.bootstrap import MIGRATIONS
from lokus_registry.domain.life.life import Author, edge
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.policy.scope import Scope
from unit.registry.cast import (
    CAMERA,
    DISHUB,
    HALL,
    KPU,
    NUSANTARA,
    OFFICE,
    OTHER_SITE,
    PROVINCE,
    SITE,
    living,
)
from unit.registry.memory_registers import MemoryRegistry

_ALL = Scope(everything=True)
_WHOLE = replace(CAMERA, sealed_credentials="sealed", latitude=-6.2, longitude=106.8, version=3)


@pytest.fixture(params=["memory", "postgres"])
async def begin(request: pytest.FixtureRequest) -> AsyncIterator[Begin]:
    if request.param == "memory":
        yield MemoryRegistry().begin
        return
    clock, health = SystemClock(), Health()
    database = Database(request.getfixturevalue("new_database"), clock, health)
    await database.migrate(MIGRATIONS)
    outbox = Outbox(schema.outbox, database, Bus("nats://127.0.0.1:1", "test", clock, health), (), clock)
    transactions = Transactions(database, outbox, clock)
    transactions.open()
    yield transactions.of(registers)
    await database.close()


async def _fill(begin: Begin) -> None:
    async with begin("jakarta") as registers:
        for organisation in (KPU, DISHUB, NUSANTARA):
            await registers.organisations.put(organisation, new=True)
        await registers.areas.put(PROVINCE, new=True)
        for site in (SITE, OTHER_SITE):
            await registers.sites.put(site, new=True)
        for zone in (HALL, OFFICE):
            await registers.zones.put(zone, new=True)
        await registers.cameras.put(_WHOLE, new=True)
        await registers.lives.put(living())


async def test_what_was_put_is_found_whole(begin: Begin) -> None:
    await _fill(begin)
    async with begin("jakarta") as registers:
        assert await registers.organisations.find("kpu") == KPU
        assert await registers.areas.find("31", Lock.KEEP) == PROVINCE
        assert await registers.sites.find("tps-1", Lock.CHANGE) == SITE
        assert await registers.zones.find("hall") == HALL
        assert await registers.cameras.find("c1") == _WHOLE
        assert await registers.cameras.find("c2") is None


async def test_another_tenant_sees_and_changes_nothing(begin: Begin) -> None:
    await _fill(begin)
    async with begin("bandung") as registers:
        assert await registers.organisations.find("kpu") is None
        assert list(await registers.cameras.read(Window(10), _ALL)) == []
        assert await registers.history.renumber_zone("hall") == []
        await registers.organisations.remove("dishub")
    async with begin("jakarta") as registers:
        assert await registers.organisations.find("dishub") == DISHUB


async def test_a_transaction_that_fails_leaves_nothing(begin: Begin) -> None:
    with pytest.raises(Unavailable):
        async with begin("jakarta") as registers:
            await registers.organisations.put(KPU, new=True)
            raise Unavailable("cut short")
    async with begin("jakarta") as registers:
        assert await registers.organisations.find("kpu") is None


async def test_two_who_create_the_same_thing_conflict(begin: Begin) -> None:
    await _fill(begin)
    with pytest.raises(Conflict):
        async with begin("jakarta") as registers:
            await registers.organisations.put(KPU, new=True)


async def test_what_is_referred_to_is_counted_and_stays(begin: Begin) -> None:
    await _fill(begin)
    async with begin("jakarta") as registers:
        assert await registers.zones.remove("hall") == {"cameras": 1}
        assert await registers.sites.remove("tps-1") == {"zones": 2}
        assert await registers.areas.remove("31") == {"sites": 2}
        assert await registers.organisations.remove("nusantara") == {"cameras": 1}
        assert await registers.zones.remove("office") == {}
        assert await registers.zones.find("hall") == HALL
        assert await registers.zones.find("office") is None


@pytest.mark.parametrize(
    ("scope", "sites", "zones", "cameras"),
    [
        (_ALL, ["halte", "tps-1"], ["hall", "office"], ["c1"]),
        (Scope(owner="kpu"), ["tps-1"], ["hall", "office"], ["c1"]),
        (Scope(owner="dishub"), ["halte"], [], []),
        (Scope(vendor="nusantara"), [], [], ["c1"]),
        (Scope(owner="dishub", vendor="nusantara"), ["halte"], [], ["c1"]),
        (Scope(vendor="rival"), [], [], []),
        (Scope(), [], [], []),
    ],
    ids=str,
)
async def test_a_scope_narrows_what_is_read(
    begin: Begin, scope: Scope, sites: list[str], zones: list[str], cameras: list[str]
) -> None:
    await _fill(begin)
    async with begin("jakarta") as registers:
        assert [site.id for site in await registers.sites.read(Window(10), scope)] == sites
        assert [zone.id for zone in await registers.zones.read(Window(10), scope)] == zones
        assert [camera.id for camera in await registers.cameras.read(Window(10), scope)] == cameras


async def test_a_window_begins_behind_an_id_and_is_limited(begin: Begin) -> None:
    await _fill(begin)
    async with begin("jakarta") as registers:
        found = await registers.organisations.read(Window(1, "dishub"), _ALL)
    assert list(found) == [KPU]


async def test_renumbering_counts_up_and_returns_the_present(begin: Begin) -> None:
    await _fill(begin)
    async with begin("jakarta") as registers:
        await registers.zones.put(replace(HALL, private=True), new=False)
        [placed] = await registers.history.renumber_zone("hall")
        assert (placed.camera.version, placed.zone.private, placed.site) == (4, True, SITE)
        assert [placed.camera.version for placed in await registers.history.renumber_site("tps-1")] == [5]
        assert await registers.history.renumber_site("halte") == []


async def test_a_removed_camera_leaves_its_version_until_it_returns(begin: Begin) -> None:
    await _fill(begin)
    async with begin("jakarta") as registers:
        assert await registers.history.last_version("c1") == 0
        assert await registers.cameras.remove("c1") == {}
        assert await registers.history.last_version("c1") == 4
        await registers.cameras.put(replace(_WHOLE, version=5), new=True)
        assert await registers.history.last_version("c1") == 0


async def test_a_life_is_kept_changed_and_goes_with_its_camera(begin: Begin) -> None:
    await _fill(begin)
    retired = living(LifeState.RETIRED)
    async with begin("jakarta") as registers:
        assert await registers.lives.get("c1") == living()
        await registers.lives.put(retired)
        assert await registers.lives.get_many(["c1", "c2"]) == {"c1": retired}
        await registers.lives.tell(edge(living(), retired, "retire", Author("somebody")))
        await registers.lives.tell(edge(living(), retired, "retire", Author("somebody")))
        await registers.cameras.remove("c1")
        assert await registers.lives.get_many(["c1"]) == {}
    async with begin("bandung") as registers:
        assert await registers.lives.get_many(["c1"]) == {}
