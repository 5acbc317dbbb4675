"""Say in one sentence what a frozen day holds."""

from datetime import date

from vlmis_core.database import Database


def describe_day(database: Database, day: date) -> str:
    """The sentence for people who watch the nights; an open day has little to say."""
    with database.transaction() as tx:
        totals = tx.row("freeze/select_day_totals", day=day)
    if totals is None:
        return f"{day} is not frozen."
    return (
        f"{day} is frozen: {totals.store_count:,} stores, {totals.row_count:,} rows, "
        f"{totals.movement_count:,} movements, {totals.late_count:,} of them late."
    )
