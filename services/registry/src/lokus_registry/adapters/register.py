"""One collection as a table, bound to a session and a tenant; most collections are of this class.

A row's columns are the members of its dataclass, the tenant aside.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    Text,
    any_,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_postgres.rows import as_select, as_table
from lokus_registry.adapters.naming import has_part
from lokus_registry.adapters.within import within
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.policy.scope import Scope

T = TypeVar("T")

Query = Select[tuple[Any, ...]]


class Held(NamedTuple):
    """A table that holds ids otherwise than one in a column: the condition that it holds one."""

    table: Table
    by: Callable[[str], ColumnElement[bool]]


class TableRegister(Generic[T]):
    """What the use cases ask of a collection (`Register`).

    `referrers` are the columns elsewhere that may hold this collection's ids, by their collection.
    """

    def __init__(
        self,
        session: AsyncSession,
        tenant: str,
        table: Table,
        item: type[T],
        referrers: Mapping[str, Column[Any] | Held],
    ) -> None:
        self._session: Final = session
        self._tenant: Final = tenant
        self._table: Final = table
        self._item: Final = item
        self._referrers: Final = referrers

    async def find(self, key: str, lock: Lock = Lock.NONE) -> T | None:
        """The thing of that id, locked as asked."""
        query = self._select().where(self._table.c.id == key)
        if lock is not Lock.NONE:
            query = query.with_for_update(read=lock is Lock.KEEP)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else self._item(**row)

    async def read(self, window: Window, scope: Scope) -> Sequence[T]:
        """A part of what the scope covers, by keyset: a deep page costs what the first does."""
        query = self._within(self._select(), scope)
        for member, value in window.wanted.items():
            query = query.where(self._matches(member, value))
        query = query.where(self._table.c.id > window.after).order_by(self._table.c.id).limit(window.limit)
        return [self._item(**row) for row in (await self._session.execute(query)).mappings()]

    async def put(self, item: T, *, new: bool) -> None:
        """Write it."""
        values = {column.name: getattr(item, column.name) for column in self._columns()}
        if new:
            await self._session.execute(insert(self._table).values(tenant=self._tenant, **values))
        else:
            await self._session.execute(update(self._table).where(self._is(values["id"])).values(**values))

    async def find_many(self, keys: Collection[str], lock: Lock = Lock.NONE) -> Mapping[str, T]:
        """Those of the ids that there are, locked as asked in the order of their ids."""
        query = self._select().where(self._table.c.id == any_(literal(list(keys), ARRAY(Text))))
        if lock is not Lock.NONE:
            query = query.order_by(self._table.c.id).with_for_update(read=lock is Lock.KEEP)
        rows = (await self._session.execute(query)).mappings()
        return {row["id"]: self._item(**row) for row in rows}

    async def put_many(self, items: Sequence[T], *, new: bool) -> None:
        """Write many, all of them new or none, as one statement."""
        table = self._table
        columns = self._columns()
        rows = [{column.name: getattr(item, column.name) for column in columns} for item in items]
        if new:
            chosen = as_select(columns, rows).add_columns(literal(self._tenant, Text))
            await self._session.execute(insert(table).from_select([*columns, table.c.tenant], chosen))
        else:
            given = as_table(columns, rows)
            values = {column.name: given.c[column.name] for column in columns if column.name != "id"}
            mine = (table.c.tenant == self._tenant) & (table.c.id == given.c.id)
            await self._session.execute(update(table).where(mine).values(values))

    async def remove(self, key: str) -> dict[str, int]:
        """Remove it unless others refer to it."""
        in_use = {
            collection: count
            for collection, referrer in self._referrers.items()
            if (count := await self._count(referrer, key))
        }
        if not in_use:
            await self._session.execute(delete(self._table).where(self._is(key)))
        return in_use

    def _within(self, query: Query, scope: Scope) -> Query:  # noqa: ARG002 (for those with owners)
        """Narrow a query to the scope; what nobody owns is seen by all who may read."""
        return query

    def _matches(self, member: str, value: Any) -> ColumnElement[bool]:
        """The condition that a member is as wanted (`Window`)."""
        column: ColumnElement[Any] = self._table.c[member]
        match member:
            case "area":
                return within(column, value)
            case "name":
                return has_part(column, value)
            case _:
                return column.__eq__(value)

    def _columns(self) -> list[Column[Any]]:
        return [column for column in self._table.c if column.name != "tenant"]

    def _select(self) -> Query:
        return select(*self._columns()).where(self._table.c.tenant == self._tenant)

    def _is(self, key: str) -> Any:
        return (self._table.c.tenant == self._tenant) & (self._table.c.id == key)

    async def _count(self, referrer: Column[Any] | Held, key: str) -> int:
        held = referrer if isinstance(referrer, Held) else Held(referrer.table, referrer.__eq__)
        query = select(func.count()).where(held.table.c.tenant == self._tenant, held.by(key))
        return (await self._session.execute(query)).scalar_one()
