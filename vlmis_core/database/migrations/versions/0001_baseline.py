"""Create the whole schema (sql/schema, in the order that sql/order.toml declares)."""

from vlmis_core.database.migrate import run_baseline

revision = "0001_baseline"
down_revision = None


def upgrade() -> None:
    """Run the files of the baseline."""
    run_baseline()
