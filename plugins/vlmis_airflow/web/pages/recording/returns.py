"""Returns that wait: what this store sent back, and what it has to say arrived."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import Now, Reporting, Today
from vlmis_airflow.web.csrf import from_our_page
from vlmis_airflow.web.pages.recording.own_store import AtStore, Recorder, require_own_store
from vlmis_airflow.web.pages.recording.typed_form import Text, read_day, read_quantity
from vlmis_airflow.web.rendering import query_text, render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import BadInputError, PermanentError
from vlmis_core.ledger.movements import Entry
from vlmis_core.ledger.returns import (
    acknowledge_return,
    find_waiting_return,
    list_waiting_returns,
    withdraw_return,
)
from vlmis_core.reports.ledger_lists import find_return
from vlmis_core.settings import load_settings

router = APIRouter(prefix="/record")

Acknowledger = Annotated[Person, Depends(needs(Action.ACKNOWLEDGE))]
Told = Annotated[int | None, Query(ge=0, le=1_000_000)]


@router.get("/returns")
def returns(
    request: Request,
    person: Recorder,
    database: Reporting,
    own: AtStore,
    recorded: Told = None,
    acknowledged: Told = None,
    withdrawn: Told = None,
) -> Response:
    """Both lists of a store."""
    store = own.must_be
    return render(
        request,
        "recording/returns.html",
        own=own,
        store=store,
        waiting=list_waiting_returns(database, store.store_id),
        recorded=recorded,
        acknowledged=acknowledged,
        withdrawn=withdrawn,
    )


@router.get("/returns/{return_id}")
def ask_acknowledgement(
    request: Request,
    person: Acknowledger,
    database: Reporting,
    today: Today,
    return_id: int,
) -> Response:
    """What arrived? The form shows what was declared."""
    declared = find_waiting_return(database, return_id)
    if declared is None:
        raise PermanentError("This return does not wait (any more).")
    require_own_store(person, declared.parent_store_id)
    return render(
        request,
        "recording/acknowledge.html",
        declared=declared,
        received=str(declared.quantity),
        occurred_on=today.isoformat(),
        errors={},
    )


@router.post("/returns/{return_id}", dependencies=[Depends(from_our_page)])
def acknowledge(
    request: Request,
    person: Acknowledger,
    database: Reporting,
    now: Now,
    return_id: int,
    received: Text = "",
    occurred_on: Text = "",
) -> Response:
    """Move what arrived; sent a second time it changes nothing."""
    base = request.scope.get("root_path", "")
    declared = find_waiting_return(database, return_id)
    if declared is None:  # A second click finds it done.
        return RedirectResponse(f"{base}/record/returns?acknowledged=0", 303)
    require_own_store(person, declared.parent_store_id)
    quantity, day = read_quantity(received), read_day(occurred_on)
    errors: dict[str, str] = {}
    if quantity is None:
        errors["received"] = "must be a whole number of at most nine digits"
    if day is None:
        errors["occurred_on"] = "must be a date, as 2026-03-05"
    if quantity is not None and day is not None:
        try:
            acknowledge_return(
                database,
                return_id,
                source_key=f"form-return-{return_id}",
                received=quantity,
                occurred_on=day,
                entry=Entry.made(person.username, now, load_settings().zone),
            )
        except BadInputError as refused:
            errors = {bad.field: bad.reason for bad in refused.fields}
        else:
            told = query_text({"store": declared.parent_store_code, "acknowledged": 1})
            return RedirectResponse(f"{base}/record/returns{told}", 303)
    return render(
        request,
        "recording/acknowledge.html",
        status_code=422,
        declared=declared,
        received=received,
        occurred_on=occurred_on,
        errors=errors,
    )


@router.post("/returns/{return_id}/withdraw", dependencies=[Depends(from_our_page)])
def withdraw(
    request: Request, person: Recorder, database: Reporting, now: Now, return_id: int
) -> Response:
    """Take a declaration back; the key follows from it, so that a second click changes nothing."""
    declared = find_return(database, return_id=return_id)
    if declared is None:
        raise PermanentError("There is no such return.")
    require_own_store(person, declared.child_store_id)
    try:
        done = withdraw_return(
            database,
            return_id,
            source_key=f"form-withdrawal-{return_id}",
            entry=Entry.made(person.username, now, load_settings().zone),
        )
    except BadInputError as refused:
        raise PermanentError("\n".join(bad.reason for bad in refused.fields)) from refused
    told = query_text({"store": declared.child_store_code})
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}/record/returns{told}&withdrawn={done.recorded}", 303)
