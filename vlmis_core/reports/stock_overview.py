"""Stock overview: how many facilities are out of stock or low, by product, area and day."""

from dataclasses import dataclass
from datetime import date, timedelta

from vlmis_core.database import Database
from vlmis_core.ledger.calendar import ONE_DAY
from vlmis_core.stores.find_stores import VisibleStoreIds, as_array

TREND_LENGTH = 12
"""Weeks, and months, that a trend shows."""


@dataclass(frozen=True, slots=True)
class ProductStatus:
    """How many facilities that keep a product have each status.

    ``facilities_in_month`` and ``with_full_stock`` are of the newest month that is rolled up: the
    facilities that kept the product, and those without any stock-out day; None: no such month.
    """

    product_code: str
    product_name: str
    stocked_out: int
    low: int
    adequate: int
    over: int
    not_assessed: int
    facilities_in_month: int | None
    with_full_stock: int | None

    @property
    def facilities(self) -> int:
        """Return how many facilities keep the product."""
        return self.stocked_out + self.low + self.adequate + self.over + self.not_assessed


@dataclass(frozen=True, slots=True)
class AreaStatus:
    """The facilities of an area, and their products by status."""

    area_code: str
    area_name: str
    facilities: int
    with_stock_out: int
    stocked_out: int
    low: int
    adequate: int
    over: int
    not_assessed: int


@dataclass(frozen=True, slots=True)
class TrendDay:
    """The facilities at the end of a day; ``pairs`` are facilities and products that they keep."""

    day: date
    facilities: int
    with_stock_out: int
    stocked_out: int
    low: int
    pairs: int


@dataclass(frozen=True, slots=True)
class StockOverview:
    """The facilities of some stores at the end of the newest computed day; depots do not count.

    Attributes:
        day: The newest computed day.
        newest_frozen: The newest frozen day; later than ``day`` until that day is computed.
        month: First day of the newest month that is rolled up; None: none is.
        products: By product code.
        areas: Along the supply tree.
        weeks: The ends of the last 12 weeks, the last of which is ``day``, oldest first.
        months: The ends of the last 12 complete months, oldest first.
    """

    day: date
    newest_frozen: date
    month: date | None
    products: list[ProductStatus]
    areas: list[AreaStatus]
    weeks: list[TrendDay]
    months: list[TrendDay]

    @property
    def facilities(self) -> int:
        """Return how many facilities there are."""
        return sum(area.facilities for area in self.areas)

    @property
    def with_stock_out(self) -> int:
        """Return how many facilities are out of stock of a product at least."""
        return sum(area.with_stock_out for area in self.areas)

    @property
    def stocked_out(self) -> int:
        """Return of how many facilities and products the stock is out."""
        return sum(area.stocked_out for area in self.areas)

    @property
    def low(self) -> int:
        """Return of how many facilities and products the stock is low."""
        return sum(area.low for area in self.areas)

    @property
    def kept_in_month(self) -> int:
        """Return how many facilities and products there were in the month."""
        return sum(product.facilities_in_month or 0 for product in self.products)

    @property
    def with_full_stock(self) -> int:
        """Return how many of these had no stock-out day in the month."""
        return sum(product.with_full_stock or 0 for product in self.products)


def report_stock_overview(
    database: Database, visible_store_ids: VisibleStoreIds
) -> StockOverview | None:
    """Report the facilities among some stores (None: all); None: no day is computed yet.

    Only the rows of the newest computed day and of the newest month are read, and of other days one
    row a store.
    """
    store_ids = as_array(visible_store_ids)
    with database.transaction() as tx:
        found = tx.row("reports/select_overview_days")
        assert found is not None
        if found.newest is None:
            return None
        day: date = found.newest
        weeks, months = _ends_of_weeks(day), _ends_of_months(day)
        trend = tx.rows(
            "reports/count_facilities_by_day",
            as_=TrendDay,
            days=sorted({*weeks, *months}),
            store_ids=store_ids,
        )
        return StockOverview(
            day=day,
            newest_frozen=found.newest_frozen,
            month=found.newest_month,
            products=tx.rows(
                "reports/count_facilities_by_product",
                as_=ProductStatus,
                day=day,
                month=found.newest_month,
                store_ids=store_ids,
            ),
            areas=tx.rows(
                "reports/count_facilities_by_area", as_=AreaStatus, day=day, store_ids=store_ids
            ),
            weeks=[end for end in trend if end.day in weeks],
            months=[end for end in trend if end.day in months],
        )


def _ends_of_weeks(newest: date) -> list[date]:
    return [newest - timedelta(weeks=number) for number in range(TREND_LENGTH)]


def _ends_of_months(newest: date) -> list[date]:
    """Give the last days of the newest complete months."""
    ends, after = [], newest + ONE_DAY
    for _month in range(TREND_LENGTH):
        ends.append(after.replace(day=1) - ONE_DAY)
        after = ends[-1]
    return ends
