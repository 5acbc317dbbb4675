"""Add the withdrawal of returns (sql/migrations/0011_add_withdrawal_of_returns.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0011_add_withdrawal_of_returns")
