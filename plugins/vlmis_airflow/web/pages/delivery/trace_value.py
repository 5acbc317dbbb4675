"""Trace a value: its movements, the EoD row, requests, answers and the read-back."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from vlmis_airflow.web.choices import ChosenStore, Day, Now, Pipeline, Products, Words
from vlmis_airflow.web.dhis2_server import Dhis2Opener
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.current_values import read_current_values
from vlmis_core.delivery.model.delivery_states import ATTEMPTS_MAX
from vlmis_core.delivery.trace_value import TracedRecord, ValueChoice, trace_value
from vlmis_core.delivery.value_status import current_holds
from vlmis_core.settings import load_settings

router = page_router(Action.READ_DELIVERY, "/dhis2")


def traced_value(
    database: Pipeline, store: ChosenStore, now: Now, product: Words = None, day: Day = None
) -> TracedRecord | None:
    """Trace the chosen record; None while store, product or day is still to be chosen."""
    if store.code is None or product is None or day is None:
        return None
    return trace_value(
        database,
        ValueChoice(store.code, product, day),
        load_settings(),
        now=now,
    )


@router.get("/trace-value")
def trace_page(
    request: Request,
    products: Products,
    store: ChosenStore,
    traced: Annotated[TracedRecord | None, Depends(traced_value)],
    open_dhis2: Dhis2Opener,
    product: Words = None,
    day: Day = None,
    live: Annotated[bool, Query()] = False,
) -> Response:
    """Show the trace of one store, product and day; ``live`` reads DHIS2 as well."""
    current = read_current_values(open_dhis2(), traced.trace) if live and traced else None
    return render(
        request,
        "delivery/trace_value.html",
        store=store,
        products=products,
        product_code=product,
        day=day,
        traced=traced,
        trace=traced.trace if traced else None,
        holds=current_holds(traced.trace) if traced else [],
        attempts_max=ATTEMPTS_MAX,
        current=current,
    )
