"""Shrink requests (sql/migrations/0006_shrink_requests.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0006_shrink_requests")
