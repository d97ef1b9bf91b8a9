"""Many things written in one statement, each created, updated, or left alone where nothing differs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, literal_column, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_postgres.rows import as_select
from lokus_registry.application.outcome import Outcome

Row = Mapping[str, Any]
Key = tuple[Any, ...]


async def upsert(session: AsyncSession, table: Table, rows: Sequence[Row]) -> list[Outcome]:
    """Write rows (every column of the table) by primary key; return what became of each, in their order.

    Of rows with the same key the later one is written over the earlier. Rows are locked in the order of
    their keys, so that two who write the same ones do not wait for each other.
    """
    outcomes: dict[int, Outcome] = {}
    for places in _rounds(table, rows):
        done = await _write(session, table, [rows[place] for place in places])
        for place in places:
            outcomes[place] = done.get(_key(table, rows[place]), Outcome.UNCHANGED)
    return [outcomes[place] for place in range(len(rows))]


def _key(table: Table, row: Row) -> Key:
    return tuple(row[column.name] for column in table.primary_key)


def _rounds(table: Table, rows: Sequence[Row]) -> Iterator[list[int]]:
    """Places of rows, sorted by key, so that no key stands twice in a round."""
    waiting = list(range(len(rows)))
    while waiting:
        first = {_key(table, rows[place]): place for place in reversed(waiting)}
        yield [first[key] for key in sorted(first)]
        taken = set(first.values())
        waiting = [place for place in waiting if place not in taken]


async def _write(session: AsyncSession, table: Table, rows: Sequence[Row]) -> dict[Key, Outcome]:
    """Write rows of different keys; those that changed nothing are not among the outcomes."""
    keys, columns = list(table.primary_key), list(table.c)
    statement = insert(table).from_select(columns, as_select(columns, rows))
    members = [column for column in columns if column not in keys]
    differs = or_(*(member.is_distinct_from(statement.excluded[member.name]) for member in members))
    # A row that was there carries the mark of our update in `xmax`; a new one carries none.
    created: ColumnElement[bool] = literal_column(f"({table.name}.xmax = 0)").label("created")
    written = await session.execute(
        statement.on_conflict_do_update(
            index_elements=keys,
            set_={member.name: statement.excluded[member.name] for member in members},
            where=differs,
        ).returning(*keys, created)
    )
    return {tuple(row[:-1]): Outcome.CREATED if row.created else Outcome.UPDATED for row in written}
