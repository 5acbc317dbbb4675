"""Returns that wait: those that a store declared, and those whose receipt it has to confirm."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request, Response

from vlmis_airflow.web.access import SignedIn, needs, require_at
from vlmis_airflow.web.choices import Now, Reporting, Today, Words
from vlmis_airflow.web.forms import MadeNow, go_to
from vlmis_airflow.web.kept_forms import ShownAgain, first_text
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.pages.recording.own_store import AtStore, refused_without_fields
from vlmis_airflow.web.pages.recording.typed_form import Text, read_day, read_quantity
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.kept_forms import forget_form
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import BadInputError, PermanentError
from vlmis_core.ledger.returns import (
    acknowledge_return,
    find_waiting_return,
    list_waiting_returns,
    withdraw_return,
)
from vlmis_core.messages import Message, message
from vlmis_core.reports.ledger_lists import ReturnChoice, find_return, list_returns

PATH = "/record/returns"
DAYS_SHOWN = 31
"""Days for which transfers that came to an end stay on the pages."""
_MOST_LINES = 500
router = page_router(Action.RECORD, PATH, keeps_forms=True)

Acknowledger = Annotated[Person, Depends(needs(Action.ACKNOWLEDGE))]


@router.get("")
def returns(
    request: Request, database: Reporting, own: AtStore, now: Now, done: Words = None
) -> Response:
    """What waits at a store and at its supplier, and what became of what the store declared."""
    store = own.must_be
    ended = list_returns(
        database,
        ReturnChoice(
            store_id=store.store_id, is_waiting=False, since=now - timedelta(days=DAYS_SHOWN)
        ),
        line_count=_MOST_LINES,
    )
    return render(
        request,
        "recording/returns.html",
        own=own,
        store=store,
        waiting=list_waiting_returns(database, store.store_id),
        ended=[line for line in reversed(ended) if line.child_store_id == store.store_id],
        days_shown=DAYS_SHOWN,
        done=done,
    )


@router.get("/{return_id}")
def ask_acknowledgement(
    request: Request,
    person: Acknowledger,
    database: Reporting,
    today: Today,
    return_id: int,
    again: ShownAgain,
) -> Response:
    """The form to confirm what arrived; it shows what was declared, or what was typed before."""
    declared = find_waiting_return(database, return_id)
    if declared is None:
        raise PermanentError(message("return_is_not_waiting"))
    require_at(person, Action.ACKNOWLEDGE, declared.parent_store_id)
    return render(
        request,
        "recording/acknowledge.html",
        declared=declared,
        received=first_text(again, "received") or str(declared.quantity),
        occurred_on=first_text(again, "occurred_on") or today.isoformat(),
        errors={},
        is_again=again is not None,
    )


@router.post("/{return_id}")
def acknowledge(
    request: Request,
    person: Acknowledger,
    database: Reporting,
    entry: MadeNow,
    return_id: int,
    received: Text = "",
    occurred_on: Text = "",
) -> Response:
    """Move what arrived; sent a second time it changes nothing."""
    declared = find_waiting_return(database, return_id)
    if declared is None:  # A second click finds it done.
        return go_to(request, PATH, done="acknowledged_before")
    require_at(person, Action.ACKNOWLEDGE, declared.parent_store_id)
    quantity, day = read_quantity(received), read_day(occurred_on)
    errors: dict[str, Message] = {}
    if quantity is None:
        errors["received"] = message("not_a_whole_number")
    if day is None:
        errors["occurred_on"] = message("not_a_date")
    if quantity is not None and day is not None:
        try:
            acknowledge_return(
                database,
                return_id,
                source_key=f"form-return-{return_id}",
                received=quantity,
                occurred_on=day,
                entry=entry,
            )
        except BadInputError as refused:
            errors = {bad.field: bad.message for bad in refused.faults}
        else:
            forget_form(database, person.account_id)
            return go_to(request, PATH, store=declared.parent_store_code, done="acknowledged")
    return render(
        request,
        "recording/acknowledge.html",
        status_code=422,
        declared=declared,
        received=received,
        occurred_on=occurred_on,
        errors=errors,
        is_again=False,
    )


@router.post("/{return_id}/withdraw", dependencies=[form_of(PATH, query={"store": "store"})])
def withdraw(
    request: Request, person: SignedIn, database: Reporting, entry: MadeNow, return_id: int
) -> Response:
    """Withdraw a declaration; the key follows from it, so that a second click changes nothing."""
    declared = find_return(database, return_id=return_id)
    if declared is None:
        raise PermanentError(message("return_not_found", return_id=return_id))
    require_at(person, Action.RECORD, declared.child_store_id)
    with refused_without_fields():
        result = withdraw_return(
            database, return_id, source_key=f"form-withdrawal-{return_id}", entry=entry
        )
    done = "withdrawn" if result.recorded else "withdrawn_before"
    return go_to(request, PATH, store=declared.child_store_code, done=done)
