"""What the bus is told: the outbox, and the lives of its kept plane that have heard of every camera."""

from typing import Final

from sqlalchemy import Column, Table, Text

from lokus_postgres.outbox import outbox_table
from lokus_registry.adapters.schema.base import METADATA

told_lives: Final = Table("told_lives", METADATA, Column("life", Text, primary_key=True))

outbox: Final = outbox_table(METADATA)
