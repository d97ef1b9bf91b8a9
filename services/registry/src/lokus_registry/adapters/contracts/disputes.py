"""Disputes as a table, read through the caller's scope of contracts."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.contracts.contracts import in_scope
from lokus_registry.adapters.register import Query, TableRegister
from lokus_registry.domain.contracts.dispute import Dispute
from lokus_registry.domain.policy.scope import Scope


class DisputeTable(TableRegister[Dispute]):
    """The disputes of a tenant."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        super().__init__(session, tenant, schema.disputes, Dispute, {})

    def _within(self, query: Query, scope: Scope) -> Query:
        if scope.everything:
            return query
        statements, contracts = schema.statements, schema.contracts
        same = (contracts.c.tenant == statements.c.tenant) & (contracts.c.id == statements.c.contract)
        seen = select(statements.c.id).join(contracts, same)
        seen = seen.where(statements.c.tenant == self._tenant, in_scope(scope))
        return query.where(schema.disputes.c.statement.in_(seen))
