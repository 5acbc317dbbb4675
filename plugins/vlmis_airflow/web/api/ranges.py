"""Which part of a report or list a request asks for, as in every other report."""

from typing import Annotated

from fastapi import Depends, Query

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.api.callers import AskedProduct, AskedStore
from vlmis_airflow.web.api.fields import Day
from vlmis_airflow.web.choices import Today
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import message
from vlmis_core.reports.report_filter import DayRange, ReportFilter, day_range, range_fault

FirstDay = Annotated[Day | None, Query(alias="from", description="Oldest stock day.")]
LastDay = Annotated[Day | None, Query(alias="to", description="Newest stock day.")]
StoresBelow = Annotated[bool, Query(description="With the stores below `store`.")]


def checked_range(chosen: ReportFilter) -> DayRange:
    """Return the days of a filter that has both.

    Raises:
        BadInputError: the range ends before it begins, or is too long.
    """
    fault = range_fault(chosen)
    if fault is not None:
        raise BadInputError(message("api_request"), [Fault(0, "to", str(chosen.last_day), fault)])
    return day_range(chosen)


def asked_range(today: Today, first_day: FirstDay = None, last_day: LastDay = None) -> DayRange:
    """The range of stock days that the address names; what is missing makes it a month."""
    chosen = ReportFilter(first_day=first_day, last_day=last_day)
    return checked_range(chosen.with_usual_days(today))


def asked_filter(
    visible_store_ids: AllowedStores,
    store: AskedStore,
    product: AskedProduct,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    stores_below: StoresBelow = True,
) -> ReportFilter:
    """The store, product and days that the address names."""
    return ReportFilter(
        first_day=first_day,
        last_day=last_day,
        store_code=None if store is None else store.code,
        with_stores_below=stores_below,
        product_code=product,
        visible_store_ids=visible_store_ids,
    )


AskedFilter = Annotated[ReportFilter, Depends(asked_filter)]


def asked_month(chosen: AskedFilter, today: Today) -> ReportFilter:
    """The same; days that are missing make the range a month."""
    ranged = chosen.with_usual_days(today)
    checked_range(ranged)
    return ranged


AskedRange = Annotated[DayRange, Depends(asked_range)]
AskedMonth = Annotated[ReportFilter, Depends(asked_month)]
