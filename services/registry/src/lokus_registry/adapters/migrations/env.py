"""Alembic's entry: runs on the connection that `Database.migrate` holds, within its transaction."""

from alembic import context

from lokus_registry.adapters.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
