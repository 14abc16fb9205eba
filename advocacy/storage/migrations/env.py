"""Runs the migrations on the connection that `Store.upgrade` hands over."""

from alembic import context

from advocacy.storage import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    render_as_batch=True,
)
context.run_migrations()
