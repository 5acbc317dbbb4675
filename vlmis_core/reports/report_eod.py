"""The End-of-Day report: the frozen figures of a range of days."""

from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.errors import DayNotReadyError
from vlmis_core.ledger.frozen_days import read_published_days


@dataclass(frozen=True, slots=True)
class EodLine:
    """One store and product on one frozen day; figures are in ``unit``."""

    day: date
    store_code: str
    store_name: str
    org_unit_uid: str | None
    supplier_store_code: str | None
    level: int
    path: str
    product_code: str
    product_name: str
    unit: str
    opening: int
    arrivals: int
    requisitions_received: int
    distributions_out: int
    returns_in: int
    returns_out: int
    count_adjustment: int
    dispensing: int
    wastage: int
    closing: int
    has_late_entries: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EodChoice:
    """Which part of the report: ``None`` is all; below a store are those that it supplies."""

    first_day: date | None = None
    last_day: date | None = None
    store_code: str | None = None
    with_stores_below: bool = False
    product_code: str | None = None


def report_eod(database: Database, choice: EodChoice) -> list[EodLine]:
    """The lines of the chosen days, by day, then along the supply tree, then by product.

    Without a first day it is the newest frozen one; without a last day it is one day.

    Raises:
        NotLiveError: the ledger has no first day yet.
        DayNotReadyError: a chosen day is not frozen; its live movements are in daily operations.
    """
    with database.transaction() as tx:
        newest = read_published_days(tx).newest
        first_day = choice.first_day or newest
        last_day = choice.last_day or first_day
        if last_day > newest:
            raise DayNotReadyError(
                f"{last_day} is not frozen yet, the newest frozen day is {newest}. "
                "What was recorded since: vlmis report operations."
            )
        rows = tx.rows(
            "reports/select_eod_report",
            first_day=first_day,
            last_day=last_day,
            store_code=choice.store_code,
            with_stores_below=choice.with_stores_below,
            product_code=choice.product_code,
        )
    return [EodLine(**row._mapping) for row in rows]
