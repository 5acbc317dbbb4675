"""Send records again: which and why, then how many, then the deed."""

from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response

from vlmis_airflow.web.access import AllowedStores, SignedIn
from vlmis_airflow.web.choices import (
    ChosenStore,
    FirstDay,
    LastDay,
    Now,
    Pipeline,
    Products,
    Reporting,
    Words,
    require_chosen_store,
    store_of_words,
)
from vlmis_airflow.web.forms import (
    Confirmed,
    FirstFormDay,
    FormText,
    LastFormDay,
    Reason,
    go_to,
    record_fields,
)
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.record_choice import require_person_and_reason
from vlmis_core.delivery.requeue_records import RequeueChoice, preview_requeue, requeue_records
from vlmis_core.messages import message

router = page_router(Action.REQUEUE, "/dhis2")

_FIELDS = {"store_not_found": "store", "one_of_your_stores_must_be_chosen": "store"}
"""The field of the form by the code of a refusal."""


@router.get("/requeue")
def ask_requeue(
    request: Request,
    products: Products,
    store: ChosenStore,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    product: Words = None,
    differences: Annotated[bool, Query()] = False,
    delete_old: Annotated[bool, Query()] = False,
) -> Response:
    """Show the form: which records, and why."""
    choice = RequeueChoice(
        store.code,
        product,
        first_day,
        last_day,
        differences=differences,
        delete_old=delete_old,
    )
    return render(request, "delivery/requeue.html", store=store, products=products, choice=choice)


def choice_of_form(
    database: Pipeline,
    allowed: AllowedStores,
    store: FormText = "",
    product: FormText = "",
    first_day: FirstFormDay = None,
    last_day: LastFormDay = None,
    posted: Annotated[bool, Form()] = False,
    withdrawn: Annotated[bool, Form()] = False,
    differences: Annotated[bool, Form()] = False,
    delete_old: Annotated[bool, Form()] = False,
) -> RequeueChoice:
    """Read the form.

    Raises:
        NotAllowedError: it chooses records of stores at which the person may not do this.
    """
    chosen = store_of_words(database, allowed, store).code if store else None
    require_chosen_store(database, allowed, chosen)
    return RequeueChoice(
        chosen,
        product or None,
        first_day,
        last_day,
        posted=posted,
        withdrawn=withdrawn,
        differences=differences,
        delete_old=delete_old and differences,
    )


@router.post("/requeue", dependencies=[form_of(fields=_FIELDS)])
def requeue(
    request: Request,
    person: SignedIn,
    database: Pipeline,
    recorder: Reporting,
    now: Now,
    choice: Annotated[RequeueChoice, Depends(choice_of_form)],
    reason: Reason = "",
    confirmed: Confirmed = False,
) -> Response:
    """Say how many records it would be; once confirmed, begin a new round for them."""
    if not confirmed:
        require_person_and_reason("requeue", by=person.username, reason=reason)
        found = preview_requeue(database, choice)
        return render(
            request,
            "delivery/requeue.html",
            choice=choice,
            found=found,
            announced=message("records_will_be_requeued", **found.values),
            typed=record_fields(choice) | {"reason": reason, "confirmed": "true"},
        )
    requeued = requeue_records(recorder, choice, by=person.username, reason=reason, now=now)
    return go_to(request, "/dhis2/refusals", requeued=requeued.records)
