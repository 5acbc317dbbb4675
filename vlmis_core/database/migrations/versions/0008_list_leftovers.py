"""List backlog (sql/migrations/0008_list_leftovers.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0008_list_leftovers")
