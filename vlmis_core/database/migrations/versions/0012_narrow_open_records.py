"""Narrow open records to stores (sql/migrations/0012_narrow_open_records.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0012_narrow_open_records")
