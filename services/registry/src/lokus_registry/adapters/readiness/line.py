"""Organisations with all that stand above them: whose standards they are held to."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from lokus_registry.adapters import schema


def line_above(tenant: str, owners: Collection[str] | None) -> Any:
    """Pairs of an `owner` (of these, or of all) and one that stands `above`, each above itself too."""
    organisations = schema.organisations
    ours = organisations.c.tenant == tenant
    first = select(organisations.c.id.label("owner"), organisations.c.id.label("above")).where(ours)
    if owners is not None:
        first = first.where(organisations.c.id.in_(owners))
    line = first.cte("line", recursive=True)
    higher = select(line.c.owner, organisations.c.parent).join(line, organisations.c.id == line.c.above)
    return line.union(higher.where(ours, organisations.c.parent.is_not(None)))
