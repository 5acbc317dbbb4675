"""Indicators by month: the stored figures of a complete month, of the country or of some stores."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import DayNotReadyError
from vlmis_core.messages import message
from vlmis_core.reports.report_filter import ReportFilter, branch_of_day

INDICATORS = (
    "closing_balance",
    "consumption",
    "average_monthly_consumption",
    "months_of_stock",
    "stock_out_days",
    "stock_out_rate",
    "full_stock_availability",
    "stocked_according_to_plan",
    "closed_vial_wastage_of_available",
    "closed_vial_wastage_of_used",
    "discrepancy_count",
    "discrepancy_absolute_sum",
)
"""The stored indicators, in the order of the page; docs/indicators.md defines them."""

SHARES = frozenset(
    {
        "stock_out_rate",
        "full_stock_availability",
        "stocked_according_to_plan",
        "closed_vial_wastage_of_available",
        "closed_vial_wastage_of_used",
    }
)
"""Of these, the shares between 0 and 1."""


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One indicator of a product in a month; the value is None where nothing is to be divided."""

    month: date
    product_code: str
    product_name: str
    unit: str
    indicator: str
    numerator: Decimal
    denominator: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorMonth:
    """The indicators of a month by product, and the months that can be chosen, newest first."""

    month: date
    months: list[date]
    values: list[IndicatorValue]

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return last_day_of(self.month)

    @property
    def by_product(self) -> dict[str, dict[str, IndicatorValue]]:
        """The values by product code, then by indicator."""
        found: dict[str, dict[str, IndicatorValue]] = {}
        for value in self.values:
            found.setdefault(value.product_code, {})[value.indicator] = value
        return found


def last_day_of(month: date) -> date:
    """Return the last day of a month, which is given by its first."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def report_indicator_month(
    database: Database, chosen: ReportFilter, *, month: date | None = None
) -> IndicatorMonth | None:
    """Report the indicators of a complete month; without one, of the newest. None: there is none.

    Of the whole country they are those of the root of the DHIS2 tree; of a store, with those below
    it, or of a reader who may not see every store, they are added up over these stores.

    Raises:
        DayNotReadyError: the month is not rolled up.
        PermanentError: no store has the chosen code.
    """
    with database.transaction() as tx:
        months = [row.month for row in tx.rows("reports/select_indicator_months")]
        if not months:
            return None
        shown = month.replace(day=1) if month else months[0]
        if shown not in months:
            raise DayNotReadyError(message("month_has_no_indicators", month=f"{shown:%Y-%m}"))
        return IndicatorMonth(shown, months, _read_values(tx, chosen, shown))


def _read_values(tx: Transaction, chosen: ReportFilter, month: date) -> list[IndicatorValue]:
    store_ids = branch_of_day(tx, chosen, last_day_of(month))
    if store_ids is None:
        return tx.rows(
            "reports/select_indicators_of_country",
            as_=IndicatorValue,
            month=month,
            product_code=chosen.product_code,
        )
    return tx.rows(
        "reports/select_indicators_of_stores",
        as_=IndicatorValue,
        month=month,
        store_ids=store_ids,
        product_code=chosen.product_code,
    )
