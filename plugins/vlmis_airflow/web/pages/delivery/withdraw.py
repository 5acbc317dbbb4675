"""Withdraw records that can never arrive: which and why, then how many, then the deed."""

from typing import Annotated

from fastapi import Depends, Request, Response

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
from vlmis_core.delivery.record_choice import RecordChoice, require_person_and_reason
from vlmis_core.delivery.withdraw_records import preview_withdrawal, withdraw_records
from vlmis_core.messages import message

router = page_router(Action.REQUEUE, "/dhis2")

_FIELDS = {"store_not_found": "store", "one_of_your_stores_must_be_chosen": "store"}
"""The field of the form by the code of a refusal."""


@router.get("/withdraw")
def ask_withdrawal(
    request: Request,
    products: Products,
    store: ChosenStore,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    product: Words = None,
) -> Response:
    """Show the form: which records, and why."""
    choice = RecordChoice(store.code, product, first_day, last_day)
    return render(request, "delivery/withdraw.html", store=store, products=products, choice=choice)


def choice_of_form(
    database: Pipeline,
    allowed: AllowedStores,
    store: FormText = "",
    product: FormText = "",
    first_day: FirstFormDay = None,
    last_day: LastFormDay = None,
) -> RecordChoice:
    """Read the form.

    Raises:
        NotAllowedError: it chooses records of stores at which the person may not do this.
    """
    chosen = store_of_words(database, allowed, store).code if store else None
    require_chosen_store(database, allowed, chosen)
    return RecordChoice(chosen, product or None, first_day, last_day)


@router.post("/withdraw", dependencies=[form_of(fields=_FIELDS)])
def withdraw(
    request: Request,
    person: SignedIn,
    database: Pipeline,
    recorder: Reporting,
    now: Now,
    choice: Annotated[RecordChoice, Depends(choice_of_form)],
    reason: Reason = "",
    confirmed: Confirmed = False,
) -> Response:
    """Say how many records it would be; once confirmed, withdraw them."""
    if not confirmed:
        require_person_and_reason("withdraw", by=person.username, reason=reason)
        found = preview_withdrawal(database, choice)
        return render(
            request,
            "delivery/withdraw.html",
            choice=choice,
            found=found,
            announced=message("records_will_be_withdrawn", **found.values),
            typed=record_fields(choice) | {"reason": reason, "confirmed": "true"},
        )
    records = withdraw_records(recorder, choice, by=person.username, reason=reason, now=now)
    return go_to(request, "/dhis2/refusals", withdrawn=records)
