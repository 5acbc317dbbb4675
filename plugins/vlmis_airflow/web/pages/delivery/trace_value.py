"""One record explained: its movements, the frozen row, requests, answers, read-back, or why not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import ChosenStore, Day, Now, Products, Words
from vlmis_airflow.web.databases import delivery_database
from vlmis_airflow.web.dhis2_server import Dhis2Opener
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.delivery.current_values import look_in_dhis2
from vlmis_core.delivery.model.delivery_states import ATTEMPTS_MAX
from vlmis_core.delivery.trace_value import (
    Circumstances,
    FigureChoice,
    FigureExplanation,
    explain_figure,
)
from vlmis_core.delivery.value_status import standing
from vlmis_core.settings import load_settings

router = APIRouter(prefix="/dhis2")

Delivery = Annotated[Database, Depends(delivery_database)]


def explained(
    database: Delivery, store: ChosenStore, now: Now, product: Words = None, day: Day = None
) -> FigureExplanation | None:
    """The whole way of the chosen record; None while anything is still to be chosen."""
    if store.code is None or product is None or day is None:
        return None
    settings = load_settings()
    circumstances = Circumstances(now, settings.zone, settings.production, settings.push_from)
    return explain_figure(database, FigureChoice(store.code, product, day), circumstances)


@router.get("/figure")
def one_figure(
    request: Request,
    person: Annotated[Person, Depends(needs(Action.READ_DELIVERY))],
    products: Products,
    store: ChosenStore,
    explanation: Annotated[FigureExplanation | None, Depends(explained)],
    open_dhis2: Dhis2Opener,
    product: Words = None,
    day: Day = None,
    live: Annotated[bool, Query()] = False,
) -> Response:
    """What became of one store's product on one day; ``live`` asks DHIS2 as well."""
    present = look_in_dhis2(open_dhis2(), explanation.way) if live and explanation else None
    return render(
        request,
        "delivery/one_figure.html",
        store=store,
        products=products,
        product_code=product,
        day=day,
        explanation=explanation,
        way=explanation.way if explanation else None,
        causes=standing(explanation.way) if explanation else [],
        attempts_max=ATTEMPTS_MAX,
        present=present,
    )
