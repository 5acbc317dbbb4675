"""Create the whole schema as it was at the first release (sql/schema, in the order of sql/order.toml)."""

from vlmis_core.database.migrate import run_baseline

revision = "0001_baseline"
down_revision = None


def upgrade() -> None:
    """Run the files of the baseline."""
    run_baseline()
