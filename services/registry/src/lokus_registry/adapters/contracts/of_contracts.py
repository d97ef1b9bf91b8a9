"""What hangs on a contract as tables, read through the caller's scope of contracts."""

from typing import TypeVar

from sqlalchemy import select

from lokus_registry.adapters import schema
from lokus_registry.adapters.contracts.contracts import in_scope
from lokus_registry.adapters.register import Query, TableRegister
from lokus_registry.domain.policy.scope import Scope

T = TypeVar("T")


class OfContracts(TableRegister[T]):
    """Things of a tenant whose `contract` says whose they are."""

    def _within(self, query: Query, scope: Scope) -> Query:
        if scope.everything:
            return query
        contracts = schema.contracts
        seen = select(contracts.c.id).where(contracts.c.tenant == self._tenant, in_scope(scope))
        return query.where(self._table.c.contract.in_(seen))
