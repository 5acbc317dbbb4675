"""Create accounts (sql/migrations/0009_create_accounts.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0009_create_accounts")
