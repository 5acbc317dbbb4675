"""Create places and products (sql/migrations/0001_create_places_and_products.sql)."""

from vlmis_core.database.migrate import run_migration_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration_file("0001_create_places_and_products")
