"""Delivery to DHIS2: the state of each record, and the trace of one data value."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from vlmis_airflow.web.access import VisibleStores
from vlmis_airflow.web.api.callers import (
    AskedProduct,
    AskedStore,
    DeliveryReader,
    find_asked_store,
    require_product,
)
from vlmis_airflow.web.api.described import READING
from vlmis_airflow.web.api.fields import Code, Day
from vlmis_airflow.web.api.limits import USUAL_PAGE, PageSize
from vlmis_airflow.web.api.messages import MessageBody
from vlmis_airflow.web.api.pages import AskedCursor, Page, cut, read_cursor, write_cursor
from vlmis_airflow.web.api.problems import ApiRoute
from vlmis_airflow.web.api.ranges import AskedRange
from vlmis_airflow.web.choices import Now, Reporting
from vlmis_airflow.web.databases import delivery_database
from vlmis_core.database import Database
from vlmis_core.delivery.list_records import DeliveryChoice, DeliveryLine, list_records
from vlmis_core.delivery.model.delivery_states import DeliveryState
from vlmis_core.delivery.trace_value import TraceSettings, ValueChoice, trace_value
from vlmis_core.delivery.value_status import ValueStatus
from vlmis_core.delivery.value_trace import ValueTrace
from vlmis_core.dhis2.categories import Category
from vlmis_core.messages import FixBy, translator
from vlmis_core.settings import load_settings

router = APIRouter(route_class=ApiRoute, tags=["delivery"], responses=READING)

Delivery = Annotated[Database, Depends(delivery_database)]


@router.get("/delivery")
def records(
    person: DeliveryReader,
    database: Delivery,
    visible: VisibleStores,
    store: AskedStore,
    product: AskedProduct,
    days: AskedRange,
    state: Annotated[DeliveryState | None, Query()] = None,
    limit: PageSize = USUAL_PAGE,
    cursor: AskedCursor = None,
) -> Page[DeliveryLine]:
    """What became of each record (nine data values of a store, product and day), and why."""
    after = None if cursor is None else tuple(read_cursor(cursor, date, str, str))
    choice = DeliveryChoice(
        first_day=days.first_day,
        last_day=days.last_day,
        store_code=None if store is None else store.code,
        product_code=product,
        state=state,
        visible_store_ids=visible,
    )
    lines, last = cut(
        list_records(
            database, choice, after=after and (after[0], after[1], after[2]), line_count=limit + 1
        ),
        limit,
    )
    if last is None:
        return Page(lines=lines, next_cursor=None)
    following = write_cursor(last.day, last.store_code, last.product_code)
    return Page(lines=lines, next_cursor=following)


class TracedValue(BaseModel):
    """The status of a data value, the answer for people, and every step behind it."""

    status: ValueStatus
    answer: list[MessageBody]
    fix_by: FixBy | None = Field(description="Who can get a refused or held record into DHIS2.")
    trace: ValueTrace


@router.get("/delivery/explain")
def explain(
    person: DeliveryReader,
    reporting: Reporting,
    database: Delivery,
    visible: VisibleStores,
    now: Now,
    store: Annotated[Code, Query()],
    product: Annotated[Code, Query()],
    day: Annotated[Day, Query()],
    category: Annotated[Category | None, Query()] = None,
) -> TracedValue:
    """Trace one data value from the movements to DHIS2, or tell why it is not there."""
    find_asked_store(reporting, visible, store)
    require_product(reporting, product)
    settings = load_settings()
    traced = trace_value(
        database,
        ValueChoice(store, product, day, category),
        TraceSettings(settings.zone, settings.production, settings.push_from),
        now=now,
    )
    english = translator("en", settings.zone)
    return TracedValue(
        status=traced.status,
        answer=[MessageBody.of(part, english) for part in traced.answer],
        fix_by=traced.fix_by,
        trace=traced.trace,
    )
