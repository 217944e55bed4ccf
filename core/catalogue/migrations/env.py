"""Alembic's entry: run by `core.catalogue.opening` inside a transaction that it has begun."""

from alembic import context

from core.catalogue.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
