"""Many rows in one statement: each column travels as one array, so that a thousand rows cost one round.

PostgreSQL puts the arrays side by side (`unnest`); the statement is the same text whatever the number of
rows, so it is prepared once.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Column, Select, TableValuedAlias, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

PLACE: Final = "place"
"""The column that counts the rows from 1, in the order in which they were given."""


def as_table(columns: Sequence[Column[Any]], rows: Sequence[Mapping[str, Any]]) -> TableValuedAlias:
    """Rows as something to select from or to join, under the names of the columns and `PLACE`."""
    arrays = [literal([row[each.name] for row in rows], ARRAY(each.type)) for each in columns]
    names = [column(each.name, each.type) for each in columns]
    return func.unnest(*arrays).table_valued(*names, with_ordinality=PLACE).render_derived()


def as_select(columns: Sequence[Column[Any]], rows: Sequence[Mapping[str, Any]]) -> Select[Any]:
    """The same as a query of those columns, for `INSERT ... SELECT`, in the order of the rows."""
    table = as_table(columns, rows)
    return select(*(table.c[each.name] for each in columns)).order_by(table.c[PLACE])
