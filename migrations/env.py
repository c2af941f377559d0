"""How Alembic reaches the database: the caller hands over a connection."""

from alembic import context

from app.core.db import Table
from app.models import ALL

assert ALL  # the import is what makes every table known

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
