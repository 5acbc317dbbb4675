"""Alembic's entry: run inside the transaction that `vlmis_core.database.migrate` opened."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema="vlmis",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
