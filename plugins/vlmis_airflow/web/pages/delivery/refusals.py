"""Records that DHIS2 refused and that are not posted, with their attempts."""

from typing import Annotated, Literal

from fastapi import Query, Request, Response
from pydantic import BeforeValidator

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import ChosenStore, Pipeline, Products, Words, empty_is_none
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.list_refusals import RefusalChoice, list_refusals

router = page_router(Action.READ_DELIVERY, "/dhis2")

State = Literal["refused", "exhausted"]


@router.get("/refusals")
def refusals(
    request: Request,
    person: SignedIn,
    database: Pipeline,
    products: Products,
    store: ChosenStore,
    product: Words = None,
    state: Annotated[State | None, BeforeValidator(empty_is_none), Query()] = None,
    requeued: Annotated[int | None, Query(ge=0)] = None,
    withdrawn: Annotated[int | None, Query(ge=0)] = None,
    page: PageNumber = 1,
) -> Response:
    """Refused and exhausted records, with DHIS2's last answer."""
    choice = RefusalChoice(
        state=state,
        store_code=store.code,
        product_code=product,
        visible_store_ids=store.visible_store_ids,
    )
    counts, lines = list_refusals(database, choice, line_count=LINES, skipped=skipped(page))
    counted = sum(records for name, records in counts.items() if state in (None, name))
    return render(
        request,
        "delivery/refusals.html",
        choice=choice,
        store=store,
        products=products,
        counts=counts,
        lines=lines,
        requeued=requeued,
        withdrawn=withdrawn,
        may_requeue=person.may(Action.REQUEUE),
        paging=Paging(page, counted),
    )
