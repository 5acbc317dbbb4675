"""Create delivery (sql/migrations/0004_create_delivery.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0004_create_delivery")
