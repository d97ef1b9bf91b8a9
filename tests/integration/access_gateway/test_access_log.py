"""The public access log: over HTTP for everybody, and in PostgreSQL under many who append at once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from integration.access_gateway.gateway_process import LOG_KEYS
from integration.access_gateway.town import Town
from lokus_access_gateway import adapters
from lokus_access_gateway.adapters.access_log import PostgresLog, PostgresLogFiles
from lokus_access_gateway.domain.saying import Saying
from lokus_kit.clock import SystemClock
from lokus_kit.errors import NotFound
from lokus_kit.health import Health
from lokus_log.audit import Audit, check_note
from lokus_log.leaf import LeafKind, read_leaf
from lokus_log.quorum import read_policy
from lokus_log.tiles import ENTRIES, Tile, split, tiles_between, unbundle, width_in
from lokus_postgres.database import Database
from support.gateway_facts import NOON

MIGRATIONS = str(Path(adapters.__file__).parent / "migrations")
HOUR = timedelta(hours=1)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, SystemClock(), Health())
    await database.migrate(MIGRATIONS)
    yield database
    await database.close()


def sayings(count: int, edge: str = "") -> list[Saying]:
    return [Saying(LeafKind.RULE, NOON, hidden={"owner": f"kpu-{edge}-{number}"}) for number in range(count)]


async def append(database: Database, log: PostgresLog, tenant: str, said: Sequence[Saying]) -> None:
    async with database.transaction() as session:
        await log.add(session, tenant, said)


async def audited(database: Database, tenant: str) -> Audit:
    """All that is served of a log, looked through by one who trusts its key alone."""
    files, policy = PostgresLogFiles(database), read_policy(LOG_KEYS.policy(tenant))
    note = (await files.checkpoint(tenant)).encode()
    signatures, faults = check_note(note, policy, SystemClock().now(), HOUR)
    assert faults == []
    audit = Audit(signatures.checkpoint)
    for number in range(-(-signatures.checkpoint.size // 256)):
        width = width_in(0, number, signatures.checkpoint.size)
        entries = await files.tile(tenant, Tile(ENTRIES, number, width))
        assert audit.take(entries, await files.tile(tenant, Tile(0, number, width)))
    audit.end()
    return audit


async def test_what_is_appended_is_served_whole_at_every_size(database: Database) -> None:
    log, files = PostgresLog("gateway", LOG_KEYS), PostgresLogFiles(database)
    for count in (1, 254, 1, 300, 0, 65_200):
        await append(database, log, "jakarta", sayings(count))
    audit = await audited(database, "jakarta")
    assert (audit.faults, audit.size) == ([], 65_756)
    for tile in tiles_between(0, audit.size):
        assert len(split(await files.tile("jakarta", tile), tile.width)) == tile.width
    narrow, wide = [await files.tile("jakarta", Tile(0, 1, width)) for width in (44, 256)]
    assert wide.startswith(narrow)
    for missing in (Tile(0, 256, 221), Tile(1, 1), Tile(ENTRIES, 257, 1), Tile(5, 0, 1)):
        with pytest.raises(NotFound):
            await files.tile("jakarta", missing)
    with pytest.raises(NotFound):
        await files.checkpoint("bandung")


async def test_many_edges_append_at_once_without_a_gap(database: Database) -> None:
    async with asyncio.TaskGroup() as tasks:
        for number in range(4):
            log = PostgresLog(f"gateway-{number}", LOG_KEYS)
            for _ in range(10):
                tasks.create_task(append(database, log, "jakarta", sayings(5, str(number))))
    audit = await audited(database, "jakarta")
    assert (audit.faults, audit.size) == ([], 200)


async def test_what_is_rolled_back_was_never_appended(database: Database) -> None:
    log = PostgresLog("gateway", LOG_KEYS)
    await append(database, log, "jakarta", sayings(3))
    with pytest.raises(RuntimeError):
        async with database.transaction() as session:
            await log.add(session, "jakarta", sayings(300))
            raise RuntimeError
    await append(database, log, "jakarta", sayings(3))
    audit = await audited(database, "jakarta")
    assert (audit.faults, audit.size) == ([], 6)


async def test_a_grant_and_its_end_are_in_the_log_and_name_nobody(
    town: Town, http: httpx.AsyncClient
) -> None:
    await town.grant()
    await town.revoke()
    base = f"/log/{town.tenant}"
    policy = read_policy((await http.get(f"{base}/policy")).text)
    note = await http.get(f"{base}/checkpoint")
    signatures, _ = check_note(note.content, policy, SystemClock().now(), HOUR)
    assert signatures.checkpoint.origin == f"{http.base_url.netloc.decode()}{base}"
    assert signatures.checkpoint.size == 2
    bundle = await http.get(f"{base}/tile/entries/000.p/2")
    assert "immutable" in bundle.headers["Cache-Control"]
    made, revoked = map(read_leaf, unbundle(bundle.content))
    assert (made.kind, made.agency, dict(made.facts)) == (
        LeafKind.GRANT,
        "police",
        {"epoch": 1, "state": "active"},
    )
    assert dict(revoked.facts) == {"epoch": 2, "state": "revoked"}
    assert {"grant", "person", "locus", "purpose"} <= set(made.commitments)
    for name in (b"grant-1", b"somebody", b"kpu", b"election_security"):
        assert name not in bundle.content


async def test_each_tenant_has_a_log_of_its_own_and_what_is_not_there_is_not_found(
    town: Town, http: httpx.AsyncClient
) -> None:
    await town.grant()
    base = f"/log/{town.tenant}"
    assert (await http.get(f"{base}/tile/0/000.p/1")).status_code == 200
    for path in (
        *("/tile/0/000", "/tile/0/000.p/2", "/tile/0/0", "/tile/x", "/tile/entries/..%2f000", "/tile/64/000"),
        *("/tile/0/x999/x999/x999/x999/x999/x999/999", "/nothing"),
    ):
        assert (await http.get(f"{base}{path}")).status_code == 404, path
    for path in ("checkpoint", "policy", "tile/0/000.p/1"):
        assert (await http.get(f"/log/nobody/{path}")).status_code == 404
