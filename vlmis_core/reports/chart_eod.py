"""One product day by day: closing stock and flows of the chosen stores, for a chart."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.frozen_days import read_frozen_days
from vlmis_core.reports.eod_range import EodRange, find_range

USUAL_DAYS = 30
"""How far back a chart of one day goes."""


@dataclass(frozen=True, slots=True)
class ChartDay:
    """The chosen stores together on one day, in the product's unit; flows net of reversals."""

    day: date
    closing: int
    received: int
    passed_on: int
    dispensing: int
    wastage: int


def chart_eod(database: Database, asked: EodRange) -> list[ChartDay]:
    """The days of the range, oldest first; of a single day the thirty up to it.

    Raises:
        PermanentError: no product is chosen (units differ), or what ``find_range`` raises.
    """
    if asked.product_code is None:
        raise PermanentError("choose a product: figures of different units make no chart.")
    with database.transaction() as tx:
        found = find_range(tx, asked)
        first_day = found.first_day
        if first_day == found.last_day:
            begins = read_frozen_days(tx).day_zero
            first_day = max(begins, found.last_day - timedelta(days=USUAL_DAYS - 1))
        rows = tx.rows("reports/select_eod_chart", **replace(found, first_day=first_day).params)
    return [ChartDay(**row._mapping) for row in rows]
