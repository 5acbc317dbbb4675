"""My entries of today, each with a button to cancel it."""

from datetime import datetime, time
from typing import Annotated

from fastapi import Query, Request, Response

from vlmis_airflow.web.access import NotAllowedError, SignedIn, require_at
from vlmis_airflow.web.choices import Reporting, Today, Words
from vlmis_airflow.web.forms import MadeNow, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.pages.recording.own_store import AtStore, refused_without_fields
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.list_own_entries import find_entry_origin, list_own_entries
from vlmis_core.ledger.reverse_movement import reverse_movement
from vlmis_core.messages import message
from vlmis_core.reports.ledger_lists import ReturnChoice, list_returns
from vlmis_core.settings import load_settings

router = page_router(Action.RECORD, "/record")

_MOST_RETURNS = 500
LineCount = Annotated[int | None, Query(ge=0, le=1_000_000)]


@router.get("/entries")
def entries(
    request: Request,
    person: SignedIn,
    database: Reporting,
    own: AtStore,
    today: Today,
    recorded: LineCount = None,
    before: LineCount = None,
    done: Words = None,
) -> Response:
    """What the person recorded today at a store, and what became of returns today."""
    store = own.must_be
    midnight = datetime.combine(today, time(), tzinfo=load_settings().zone)
    found = list_own_entries(
        database, store.store_id, recorded_by=person.username, since=midnight, today=today
    )
    returns = list_returns(
        database,
        ReturnChoice(store_id=store.store_id, declared_by=person.username, since=midnight),
        line_count=_MOST_RETURNS,
    )
    return render(
        request,
        "recording/entries.html",
        own=own,
        store=store,
        entries=found,
        returns=[line for line in reversed(returns) if line.child_store_id == store.store_id],
        recorded=recorded,
        before=before,
        done=done,
        today=today,
    )


@router.post(
    "/entries/{movement_id}/cancel",
    dependencies=[form_of("/record/entries", query={"store": "store"})],
)
def cancel(
    request: Request, person: SignedIn, database: Reporting, entry: MadeNow, movement_id: int
) -> Response:
    """Reverse an own entry; the key follows from it, so that a second click changes nothing."""
    origin = find_entry_origin(database, movement_id)
    if origin is None:
        raise PermanentError(message("movement_not_found", movement=movement_id))
    require_at(person, Action.RECORD, origin.store_id)
    if origin.recorded_by != person.username:
        raise NotAllowedError(message("not_your_entry"))
    with refused_without_fields():
        result = reverse_movement(
            database, movement_id, source_key=f"form-reversal-{movement_id}", entry=entry
        )
    done = "cancelled" if result.recorded else "cancelled_before"
    return go_to(request, "/record/entries", store=origin.store_code, done=done)
