"""Area codes in the order of their bytes; boundaries of areas; elections and their polling stations."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_HOLDS_AREA_CODES = (("areas", "id"), ("areas", "parent"), ("sites", "area"))


def upgrade() -> None:
    _collate("C")


def downgrade() -> None:
    _collate("default")


def _collate(collation: str) -> None:
    for table, column in _HOLDS_AREA_CODES:
        op.alter_column(table, column, type_=sa.Text(collation=collation))
