"""Alembic's entry: runs on the connection that `Database.migrate` holds, within its transaction."""

from alembic import context

from lokus_registry.adapters.schema import METADATA
from lokus_registry.adapters.schema.delivery import is_described

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    include_object=is_described,
)
with context.begin_transaction():
    context.run_migrations()
