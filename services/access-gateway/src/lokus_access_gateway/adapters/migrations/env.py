"""Alembic's entry: run the migrations on the connection that the caller holds."""

from alembic import context

from lokus_access_gateway.adapters.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
