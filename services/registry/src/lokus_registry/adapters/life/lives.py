"""The lives of cameras as tables, and their history, which counts on when an id is used again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, Text, any_, func, insert, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_postgres.rows import PLACE, as_select, as_table
from lokus_registry.adapters import schema
from lokus_registry.domain.life.life import Life, LifeChange


class LifeTable:
    """The lives of a tenant's cameras (`LifeRegister`, `LifeHistory`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def get(self, camera: str) -> Life:
        """The life of a camera that there is."""
        query = self._of(schema.camera_life, Life).where(schema.camera_life.c.camera == camera)
        return Life(**(await self._session.execute(query)).mappings().one())

    async def get_many(self, cameras: Collection[str]) -> Mapping[str, Life]:
        """The same for many."""
        query = self._of(schema.camera_life, Life).where(_among(schema.camera_life.c.camera, cameras))
        return {row["camera"]: Life(**row) for row in (await self._session.execute(query)).mappings()}

    async def put(self, life: Life) -> None:
        """Write it, new or not."""
        values = asdict(life)
        row = upsert(schema.camera_life).values(tenant=self._tenant, **values)
        await self._session.execute(
            row.on_conflict_do_update(index_elements=["tenant", "camera"], set_=values)
        )

    async def tell(self, change: LifeChange) -> None:
        """Add to the history."""
        changes = schema.camera_life_changes
        last = select(func.coalesce(func.max(changes.c.number), 0)).where(
            changes.c.tenant == self._tenant, changes.c.camera == change.camera
        )
        number = last.scalar_subquery() + 1
        await self._session.execute(
            insert(changes).values(tenant=self._tenant, number=number, **asdict(change))
        )

    async def put_many(self, lives: Sequence[Life]) -> None:
        """Write many, new or not, as one statement."""
        table = schema.camera_life
        columns = [table.c[member.name] for member in fields(Life)]
        chosen = as_select(columns, [_flat(life) for life in lives])
        chosen = chosen.add_columns(literal(self._tenant, Text))
        row = upsert(table).from_select([*columns, table.c.tenant], chosen)
        changed = {column.name: row.excluded[column.name] for column in columns}
        await self._session.execute(
            row.on_conflict_do_update(index_elements=["tenant", "camera"], set_=changed)
        )

    async def tell_many(self, told: Sequence[LifeChange]) -> None:
        """Add many to the history in their order, as one statement."""
        changes = schema.camera_life_changes
        columns = [changes.c[member.name] for member in fields(LifeChange)]
        given = as_table(columns, [_flat(change) for change in told])
        last = select(func.coalesce(func.max(changes.c.number), 0)).where(
            changes.c.tenant == self._tenant, changes.c.camera == given.c.camera
        )
        turn = func.row_number().over(partition_by=given.c.camera, order_by=given.c[PLACE])
        chosen = select(
            *(given.c[column.name] for column in columns),
            literal(self._tenant, Text),
            last.scalar_subquery() + turn,
        )
        names = [*columns, changes.c.tenant, changes.c.number]
        await self._session.execute(insert(changes).from_select(names, chosen))

    async def history(self, camera: str, limit: int) -> Sequence[LifeChange]:
        """The newest changes, the newest first."""
        changes = schema.camera_life_changes
        query = self._of(changes, LifeChange).where(changes.c.camera == camera)
        query = query.order_by(changes.c.number.desc()).limit(limit)
        return [LifeChange(**row) for row in (await self._session.execute(query)).mappings()]

    def _of(self, table: Table, item: type[Life] | type[LifeChange]) -> Select[tuple[Any, ...]]:
        columns = [table.c[member.name] for member in fields(item)]
        return select(*columns).where(table.c.tenant == self._tenant)


def _flat(item: Life | LifeChange) -> dict[str, Any]:
    """What `asdict` gives, without its deep copies, which cost more than the writing does."""
    return {member.name: getattr(item, member.name) for member in fields(item)}


def _among(column: Column[str], keys: Collection[str]) -> ColumnElement[bool]:
    """One parameter, however many keys: the statement stays the same and is prepared once."""
    return column == any_(literal(list(keys), ARRAY(Text)))
