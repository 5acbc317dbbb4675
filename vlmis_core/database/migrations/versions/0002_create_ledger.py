"""Create ledger (sql/migrations/0002_create_ledger.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0002_create_ledger")
