"""Contracts and their later terms as tables."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, false, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.register import Query, TableRegister
from lokus_registry.domain.contracts.contract import Amendment, Contract
from lokus_registry.domain.policy.scope import Scope

_contracts, _amendments = schema.contracts, schema.contract_amendments

_REFERRERS = {
    "cameras": schema.contract_cameras.c.contract,
    "maintenance-windows": schema.maintenance_windows.c.contract,
    "exclusions": schema.exclusions.c.contract,
    "statements": schema.statements.c.contract,
}


class ContractTable(TableRegister[Contract]):
    """The contracts of a tenant."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        super().__init__(session, tenant, _contracts, Contract, _REFERRERS)

    def _within(self, query: Query, scope: Scope) -> Query:
        return query if scope.everything else query.where(in_scope(scope))


def in_scope(scope: Scope) -> Any:
    """The contracts of those who may not see all."""
    bought = [_contracts.c.buyer == scope.owner] if scope.owner is not None else []
    delivered = [_contracts.c.vendor == scope.vendor] if scope.vendor is not None else []
    return or_(false(), *bought, *delivered)


class AmendmentTable:
    """Later terms of contracts (`Amendments`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def of(self, contract: str) -> Sequence[Amendment]:
        """Those of one contract, in the order of their months."""
        columns = (_amendments.c.valid_from, _amendments.c.terms, _amendments.c.by, _amendments.c.at)
        query = select(*columns).where(self._of(contract)).order_by(_amendments.c.valid_from)
        return [Amendment(*row) for row in (await self._session.execute(query)).all()]

    async def put(self, contract: str, amendment: Amendment) -> None:
        """Write one, in place of another of the same month."""
        members = {
            "valid_from": amendment.valid_from,
            "terms": amendment.terms,
            "by": amendment.by,
            "at": amendment.at,
        }
        write = insert(_amendments).values(tenant=self._tenant, contract=contract, **members)
        replaced = {name: write.excluded[name] for name in ("terms", "by", "at")}
        keys = ["tenant", "contract", "valid_from"]
        await self._session.execute(write.on_conflict_do_update(index_elements=keys, set_=replaced))

    async def remove(self, contract: str, valid_from: date) -> None:
        """Remove that of a month."""
        which = self._of(contract) & (_amendments.c.valid_from == valid_from)
        await self._session.execute(delete(_amendments).where(which))

    def _of(self, contract: str) -> Any:
        return (_amendments.c.tenant == self._tenant) & (_amendments.c.contract == contract)
