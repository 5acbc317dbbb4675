"""Create stock days (sql/migrations/0003_create_stock_days.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0003_create_stock_days")
