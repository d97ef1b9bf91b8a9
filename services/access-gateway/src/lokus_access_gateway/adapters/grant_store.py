"""Grants in PostgreSQL; a change leaves with its message and its leaf of the access log, or not at all."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_access_gateway.adapters.access_log import PostgresLog
from lokus_access_gateway.adapters.tables import GRANTS
from lokus_access_gateway.domain.grant import Grant, GrantFile, told
from lokus_access_gateway.domain.saying import said_of
from lokus_kit.errors import NotFound
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.v1.grant_change import Action, GrantState, Locus, Purpose

_TABLE = GRANTS.c


class PostgresGrants:
    """The grants of all tenants; every query names one."""

    def __init__(self, database: Database, outbox: Outbox, access_log: PostgresLog) -> None:
        self._database = database
        self._outbox = outbox
        self._log = access_log

    async def get(self, tenant: str, grant: str) -> GrantFile:
        """One grant; NotFound if there is none."""
        async with self._database.transaction() as session:
            return await _read(session, tenant, grant)

    async def create(self, file: GrantFile) -> GrantFile | None:
        """Keep a new grant; if its id is taken, keep nothing and return who has it."""
        async with self._database.transaction() as session:
            made = await session.execute(
                insert(GRANTS).values(_columns(file)).on_conflict_do_nothing().returning(_TABLE.id)
            )
            if made.first() is None:
                return await _read(session, file.grant.tenant, file.grant.id)
            await self._announce(session, file.grant)
        self._outbox.wake()
        return None

    async def revoke(self, tenant: str, grant: str, by: str, at: datetime, reason: str | None) -> GrantFile:
        """Revoke, once and for all; a second time changes nothing."""
        async with self._database.transaction() as session:
            file = await _read(session, tenant, grant, for_update=True)
            if file.grant.state is GrantState.REVOKED:
                return file
            file = replace(file, grant=file.grant.revoked(by, at, reason))
            await session.execute(
                update(GRANTS).where(_TABLE.tenant == tenant, _TABLE.id == grant).values(_columns(file))
            )
            await self._announce(session, file.grant)
        self._outbox.wake()
        return file

    async def page(self, tenant: str, party: str | None, after: str, limit: int) -> list[GrantFile]:
        """Grants behind an id, in the order of ids; only those that `party` gives or is given."""
        query = select(GRANTS).where(_TABLE.tenant == tenant, _TABLE.id > after)
        if party is not None:
            query = query.where(or_(_TABLE.owner == party, _TABLE.grantee == party))
        async with self._database.transaction() as session:
            rows = await session.execute(query.order_by(_TABLE.id).limit(limit))
            return [_file(row) for row in rows]

    async def all(self) -> list[Grant]:
        """Every grant of every tenant, to fill an index with."""
        async with self._database.transaction() as session:
            return [_file(row).grant for row in await session.execute(select(GRANTS))]

    async def _announce(self, session: AsyncSession, grant: Grant) -> None:
        message_id = f"grant-{grant.tenant}-{grant.id}-{grant.epoch}"
        message = envelope(
            told(grant),
            message_id=message_id,
            service="access-gateway",
            tenant=grant.tenant,
            subject=grant.id,
            time=grant.changed_at,
        )
        subject = subjects.grant_changed(grant.tenant, grant.id)
        await self._outbox.add(session, subject, message.to_bytes(), message_id)
        await self._log.add(session, grant.tenant, [said_of(grant)])


async def _read(session: AsyncSession, tenant: str, grant: str, *, for_update: bool = False) -> GrantFile:
    query = select(GRANTS).where(_TABLE.tenant == tenant, _TABLE.id == grant)
    row = (await session.execute(query.with_for_update() if for_update else query)).first()
    if row is None:
        raise NotFound(f"there is no grant {grant}")
    return _file(row)


def _columns(file: GrantFile) -> dict[str, Any]:
    grant = file.grant
    return {
        "tenant": grant.tenant,
        "id": grant.id,
        "epoch": grant.epoch,
        "state": grant.state,
        "owner": grant.owner,
        "grantee": grant.grantee,
        "locus": grant.locus.model_dump(mode="json"),
        "purpose": grant.purpose,
        "actions": sorted(grant.actions),
        "not_before": grant.not_before,
        "not_after": grant.not_after,
        "letter": file.letter,
        "created_by": file.created_by,
        "created_at": file.created_at,
        "changed_by": grant.changed_by,
        "changed_at": grant.changed_at,
        "reason": grant.reason,
    }


def _file(row: Row[Any]) -> GrantFile:
    grant = Grant(
        tenant=row.tenant,
        id=row.id,
        epoch=row.epoch,
        state=GrantState(row.state),
        owner=row.owner,
        grantee=row.grantee,
        locus=Locus.model_validate(row.locus),
        purpose=Purpose(row.purpose),
        actions=frozenset(map(Action, row.actions)),
        not_before=row.not_before,
        not_after=row.not_after,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        reason=row.reason,
    )
    return GrantFile(grant, row.letter, row.created_by, row.created_at)
