"""Extend preflight (sql/migrations/0005_extend_preflight.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0005_extend_preflight")
