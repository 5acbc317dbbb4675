"""Create the log of master-data changes (sql/migrations/0010_create_master_data_change.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0010_create_master_data_change")
