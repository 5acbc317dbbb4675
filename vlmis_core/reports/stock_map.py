"""Stock map: where the facilities are, and the worst status of their stock."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.stores.find_stores import branch_store_ids


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A facility on the map: its worst status, and where DHIS2 has it (WGS 84)."""

    store_code: str
    store_name: str
    status: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class StockMap:
    """The facilities of a day, the worst status first; ``without_point`` have no place in DHIS2."""

    day: date
    points: list[MapPoint]
    without_point: int

    def count(self, status: str) -> int:
        """Return how many facilities on the map have a status."""
        return sum(point.status == status for point in self.points)


def report_stock_map(database: Database, chosen: ReportFilter) -> StockMap | None:
    """Report the facilities of a branch with their points; None: no day is computed yet.

    With a product their status is that of the product; else the worst of all their products. The
    day is the newest computed one.

    Raises:
        PermanentError: no store has the chosen code.
    """
    with database.transaction() as tx:
        day: date | None = tx.value("indicators/select_newest_computed_day")
        if day is None:
            return None
        store_ids = branch_store_ids(
            tx,
            chosen.store_code,
            chosen.visible_store_ids,
            with_stores_below=chosen.with_stores_below,
        )
        return StockMap(
            day=day,
            points=tx.rows(
                "reports/select_map_points",
                as_=MapPoint,
                day=day,
                store_ids=store_ids,
                product_code=chosen.product_code,
            ),
            without_point=tx.value(
                "reports/count_facilities_without_point",
                day=day,
                store_ids=store_ids,
                product_code=chosen.product_code,
            ),
        )
