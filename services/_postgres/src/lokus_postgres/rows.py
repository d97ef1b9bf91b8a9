"""Many rows in one statement: each column travels as one array, so that a thousand rows cost one round.

PostgreSQL puts the arrays side by side (`unnest`); the statement is the same text whatever the number of
rows, so it is prepared once. A column that is an array of texts itself travels as the text of one, for
`unnest` would take it apart.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY as ANY_ARRAY
from sqlalchemy import Column, Select, Subquery, Text, TypeDecorator, cast, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

PLACE: Final = "place"
"""The column that counts the rows from 1, in the order in which they were given."""


def as_table(columns: Sequence[Column[Any]], rows: Sequence[Mapping[str, Any]]) -> Subquery:
    """Rows as something to select from or to join, under the names of the columns and `PLACE`."""
    carried = [_carried(each.type) for each in columns]
    arrays = [
        literal([_value(row[each.name], each.type) for row in rows], ARRAY(kind, dimensions=1))
        for each, kind in zip(columns, carried, strict=True)
    ]
    names = [column(each.name, kind) for each, kind in zip(columns, carried, strict=True)]
    table = func.unnest(*arrays).table_valued(*names, with_ordinality=PLACE).render_derived()
    whole = [(table.c[each.name], each) for each in columns]
    named = [(cast(at, each.type) if _is_array(each.type) else at).label(each.name) for at, each in whole]
    return select(*named, table.c[PLACE]).subquery()


def as_select(columns: Sequence[Column[Any]], rows: Sequence[Mapping[str, Any]]) -> Select[Any]:
    """The same as a query of those columns, for `INSERT ... SELECT`, in the order of the rows."""
    table = as_table(columns, rows)
    return select(*(table.c[each.name] for each in columns)).order_by(table.c[PLACE])


def _is_array(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind.impl_instance if isinstance(kind, TypeDecorator) else kind, ANY_ARRAY)


def _carried(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return Text() if _is_array(kind) else kind


def _value(value: Any, kind: TypeEngine[Any]) -> Any:
    if value is None or not _is_array(kind):
        return value
    escaped = (str(each).replace("\\", "\\\\").replace('"', '\\"') for each in value)
    return "{" + ",".join(f'"{each}"' for each in escaped) + "}"
