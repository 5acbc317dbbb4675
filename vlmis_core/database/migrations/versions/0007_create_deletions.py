"""Create deletions (sql/migrations/0007_create_deletions.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0007_create_deletions")
