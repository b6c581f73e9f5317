"""Run by alembic for each command; the connection comes from storage/migrate.py."""

from alembic import context

from storage import traffic
from storage.tables import Row

# Importing traffic completes the metadata; naming it keeps the import.
assert traffic.OutboxRow.metadata is Row.metadata  # noqa: S101 - true or the tree is broken

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
)
with context.begin_transaction():
    context.run_migrations()
