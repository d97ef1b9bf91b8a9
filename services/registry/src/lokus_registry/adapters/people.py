"""People as a table, read through the caller's scope."""

from typing import Any

from sqlalchemy import Column, ColumnElement, func
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.register import Held, Query, TableRegister
from lokus_registry.domain.person import Person
from lokus_registry.domain.policy.scope import Scope


class PeopleTable(TableRegister[Person]):
    """The people of a tenant; an organisation sees its own."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        referrers: dict[str, Column[Any] | Held] = {
            "sites": Held(schema.sites, _named),
            "legs": schema.shipment_legs.c.responsible,
            "openings": schema.opening_present.c.person,
        }
        super().__init__(session, tenant, schema.people, Person, referrers)

    def _within(self, query: Query, scope: Scope) -> Query:
        return query if scope.everything else query.where(schema.people.c.organisation == scope.owner)


def _named(person: str) -> ColumnElement[bool]:
    """The condition that a site names a person."""
    sites = schema.sites
    checked_by = func.jsonb_extract_path_text(sites.c.notice_sign, "checked_by")
    return (sites.c.contact == person) | (checked_by == person)
