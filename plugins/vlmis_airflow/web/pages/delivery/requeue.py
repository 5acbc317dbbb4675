"""Send records again: which, and why."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import (
    ChosenStore,
    FirstDay,
    LastDay,
    Now,
    Products,
    Word,
    Words,
    empty_is_none,
)
from vlmis_airflow.web.csrf import from_our_page
from vlmis_airflow.web.databases import delivery_database
from vlmis_airflow.web.rendering import query_text, render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.delivery.requeue_records import RequeueChoice, requeue_records

router = APIRouter(prefix="/dhis2")

Requeuer = Annotated[Person, Depends(needs(Action.REQUEUE))]
FormWords = Annotated[Word | None, BeforeValidator(empty_is_none), Form()]
FirstFormDay = Annotated[date | None, BeforeValidator(empty_is_none), Form(alias="from")]
LastFormDay = Annotated[date | None, BeforeValidator(empty_is_none), Form(alias="to")]


@router.get("/requeue")
def ask_requeue(
    request: Request,
    person: Requeuer,
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
    store: FormWords = None,
    product: FormWords = None,
    first_day: FirstFormDay = None,
    last_day: LastFormDay = None,
) -> RequeueChoice:
    """Read the form."""
    return RequeueChoice(store, product, first_day, last_day)


@router.post("/requeue", dependencies=[Depends(from_our_page)])
def requeue(
    request: Request,
    person: Requeuer,
    database: Annotated[Database, Depends(delivery_database)],
    now: Now,
    choice: Annotated[RequeueChoice, Depends(choice_of_form)],
    reason: Annotated[str, Form(max_length=1000)] = "",
    posted: Annotated[bool, Form()] = False,
) -> Response:
    """Begin a new round for the chosen records; they are sent at the next push."""
    requeued = requeue_records(
        database,
        choice,
        by=person.username,
        reason=reason,
        now=now,
        include_posted=posted,
    )
    base = request.scope.get("root_path", "")
    told = query_text({"requeued": requeued.records})
    return RedirectResponse(f"{base}/dhis2/refusals{told}", 303)
