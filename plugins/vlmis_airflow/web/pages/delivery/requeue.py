"""Send records again: which, and why."""

from typing import Annotated

from fastapi import Depends, Form, Request, Response

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import ChosenStore, FirstDay, LastDay, Now, Pipeline, Products, Words
from vlmis_airflow.web.forms import FirstFormDay, FormText, LastFormDay, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.requeue_records import RequeueChoice, requeue_records

router = page_router(Action.REQUEUE, "/dhis2")


@router.get("/requeue")
def ask_requeue(
    request: Request,
    products: Products,
    store: ChosenStore,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    product: Words = None,
) -> Response:
    """Show the form: which records, and why."""
    choice = RequeueChoice(store.code, product, first_day, last_day)
    return render(request, "delivery/requeue.html", store=store, products=products, choice=choice)


def choice_of_form(
    store: FormText = "",
    product: FormText = "",
    first_day: FirstFormDay = None,
    last_day: LastFormDay = None,
) -> RequeueChoice:
    """Read the form."""
    return RequeueChoice(store or None, product or None, first_day, last_day)


@router.post("/requeue")
def requeue(
    request: Request,
    person: SignedIn,
    database: Pipeline,
    now: Now,
    choice: Annotated[RequeueChoice, Depends(choice_of_form)],
    reason: Annotated[str, Form(max_length=1000)] = "",
    posted: Annotated[bool, Form()] = False,
) -> Response:
    """Begin a new round for the chosen records; they are sent at the next push."""
    requeued = requeue_records(
        database, choice, by=person.username, reason=reason, now=now, include_posted=posted
    )
    return go_to(request, "/dhis2/refusals", requeued=requeued.records)
