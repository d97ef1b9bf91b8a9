"""The access log in PostgreSQL: leaves are appended in the transaction of what they tell of.

The row of a log's head is the sequencer: whoever appends locks it until he commits, takes the next indexes,
and signs the tree with his leaves. So a change and its leaf are there together or not at all, whatever
dies, and indexes have no gaps. The head also holds the open tiles; full ones are rows that never change.
What opens the hidden fields lies apart, sealed, to be destroyed when its time is over.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_access_gateway.adapters.log_keys import LogKeys
from lokus_access_gateway.adapters.tables import LOG_EDGES, LOG_HEADS, LOG_LEAVES, LOG_OPENINGS, LOG_TILES
from lokus_access_gateway.domain.saying import Saying
from lokus_kit.errors import NotFound
from lokus_log.checkpoint import Checkpoint
from lokus_log.commitment import commit, new_seed
from lokus_log.growing import GrowingTree
from lokus_log.hashes import HASH_BYTES, leaf_hash
from lokus_log.leaf import Leaf
from lokus_log.note import Note, sign
from lokus_log.tiles import ENTRIES, TILE_WIDTH, Tile, bundle, width_in
from lokus_postgres.database import Database
from lokus_postgres.rows import as_select

_HEAD: Final = LOG_HEADS.c


class PostgresLog:
    """Appends to the logs of all tenants, as one edge."""

    def __init__(self, edge: str, keys: LogKeys) -> None:
        self._edge = edge
        self._keys = keys

    async def add(self, session: AsyncSession, tenant: str, sayings: Sequence[Saying]) -> None:
        """Append to a tenant's log, in the caller's transaction; best as the last thing in it."""
        if not sayings:
            return
        await session.execute(
            upsert(LOG_HEADS)
            .values(tenant=tenant, size=0, open_tiles=[], checkpoint="")
            .on_conflict_do_nothing()
        )
        query = select(LOG_HEADS).where(_HEAD.tenant == tenant).with_for_update()
        head = (await session.execute(query)).one()
        sequence = await self._take_numbers(session, tenant, len(sayings))
        tree = GrowingTree(head.open_tiles)
        leaves, openings, tiles = [], [], []
        for number, saying in enumerate(sayings):
            seed = new_seed()
            entry = _leaf(saying, self._edge, sequence + number, seed).to_bytes()
            leaves.append({"tenant": tenant, "index": tree.size, "entry": entry})
            if saying.hidden:
                sealed = self._keys.seal(seed, saying.hidden)
                openings.append({"tenant": tenant, "index": tree.size, "sealed": sealed})
            for tile, content in tree.append(leaf_hash(entry)):
                tiles.append(
                    {"tenant": tenant, "level": tile.level, "number": tile.number, "content": content}
                )
        for table, rows in ((LOG_LEAVES, leaves), (LOG_OPENINGS, openings), (LOG_TILES, tiles)):
            if rows:
                columns = [table.c[name] for name in rows[0]]
                await session.execute(insert(table).from_select(columns, as_select(columns, rows)))
        note = self._signed(tenant, tree)
        grown = {"size": tree.size, "open_tiles": tree.tiles, "checkpoint": note}
        await session.execute(update(LOG_HEADS).where(_HEAD.tenant == tenant).values(grown))

    async def _take_numbers(self, session: AsyncSession, tenant: str, count: int) -> int:
        """The first of so many numbers of this edge."""
        new = upsert(LOG_EDGES).values(tenant=tenant, edge=self._edge, following=count)
        taken = new.on_conflict_do_update(
            index_elements=[LOG_EDGES.c.tenant, LOG_EDGES.c.edge],
            set_={"following": LOG_EDGES.c.following + count},
        )
        following: int = (await session.execute(taken.returning(LOG_EDGES.c.following))).scalar_one()
        return following - count

    def _signed(self, tenant: str, tree: GrowingTree) -> str:
        key = self._keys.signer(tenant)
        text = Checkpoint(key.name, tree.size, tree.root()).text()
        return str(Note(text, (sign(text, key),)))


class PostgresLogFiles:
    """The logs as they are served: NotFound for what a log does not have."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def checkpoint(self, tenant: str) -> str:
        """The newest signed checkpoint of a tenant's log."""
        async with self._database.transaction() as session:
            return str((await _head(session, tenant)).checkpoint)

    async def tile(self, tenant: str, tile: Tile) -> bytes:
        """A tile, or a bundle, at a width that it has or had."""
        async with self._database.transaction() as session:
            head = await _head(session, tenant)
            if not 0 < tile.width <= width_in(tile.level, tile.number, head.size):
                raise NotFound(f"the log of {head.size} leaves has no {tile.path}")
            if tile.level == ENTRIES:
                return await _entries(session, tenant, tile)
            if width_in(tile.level, tile.number, head.size) < TILE_WIDTH:
                content = head.open_tiles[tile.level]
            else:
                content = await _full(session, tenant, tile)
            return bytes(content[: tile.width * HASH_BYTES])


def _leaf(saying: Saying, edge: str, sequence: int, seed: bytes) -> Leaf:
    return Leaf(
        saying.kind,
        saying.at,
        edge,
        sequence,
        saying.agency,
        saying.seconds,
        saying.facts,
        {field: commit(seed, field, value) for field, value in saying.hidden.items()},
    )


async def _head(session: AsyncSession, tenant: str) -> Row[Any]:
    row = (await session.execute(select(LOG_HEADS).where(_HEAD.tenant == tenant))).first()
    if row is None:
        raise NotFound(f"there is no log of {tenant}")
    return row


async def _entries(session: AsyncSession, tenant: str, tile: Tile) -> bytes:
    first = tile.number * TILE_WIDTH
    leaf = LOG_LEAVES.c
    query = select(leaf.entry).where(
        leaf.tenant == tenant, leaf.index >= first, leaf.index < first + tile.width
    )
    return bundle((await session.execute(query.order_by(leaf.index))).scalars())


async def _full(session: AsyncSession, tenant: str, tile: Tile) -> bytes:
    full = LOG_TILES.c
    query = select(full.content).where(
        full.tenant == tenant, full.level == tile.level, full.number == tile.number
    )
    content: bytes = (await session.execute(query)).scalar_one()
    return content
