"""Everything within an area as a range of an index.

A column that holds area codes collates "C" (`schema.base.AREA_CODE`), so that all of `31.71` is one
range of it, which an index on `(tenant, <column>)` serves and gives in the order of the codes.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_

from lokus_registry.domain.area import span


def within(column: ColumnElement[Any], area: str) -> ColumnElement[bool]:
    """The condition that an area column holds `area` or any area in it."""
    first, behind = span(area)
    return and_(column >= first, column < behind)
