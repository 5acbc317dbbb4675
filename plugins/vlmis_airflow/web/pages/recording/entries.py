"""My entries of today, each with the way to take it back."""

from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from vlmis_airflow.web.access import NotAllowedError
from vlmis_airflow.web.choices import Now, Reporting, Today
from vlmis_airflow.web.csrf import from_our_page
from vlmis_airflow.web.pages.recording.own_store import AtStore, Recorder, require_own_store
from vlmis_airflow.web.rendering import query_text, render
from vlmis_core.errors import BadInputError, PermanentError
from vlmis_core.ledger.list_own_entries import find_entry_origin, list_own_entries
from vlmis_core.ledger.movements import Entry
from vlmis_core.ledger.reverse_movement import reverse_movement
from vlmis_core.settings import load_settings

router = APIRouter(prefix="/record")

Told = Annotated[int | None, Query(ge=0, le=1_000_000)]


@router.get("/entries")
def entries(
    request: Request,
    person: Recorder,
    database: Reporting,
    own: AtStore,
    today: Today,
    recorded: Told = None,
    before: Told = None,
    reversed_now: Told = None,
) -> Response:
    """What the person recorded today at a store."""
    store = own.must_be
    midnight = datetime.combine(today, time(), tzinfo=load_settings().zone)
    found = list_own_entries(
        database, store.store_id, recorded_by=person.username, since=midnight, today=today
    )
    return render(
        request,
        "recording/entries.html",
        own=own,
        store=store,
        entries=found,
        recorded=recorded,
        before=before,
        reversed_now=reversed_now,
        today=today,
    )


@router.post("/entries/{movement_id}/reverse", dependencies=[Depends(from_our_page)])
def take_back(
    request: Request, person: Recorder, database: Reporting, now: Now, movement_id: int
) -> Response:
    """Reverse an own entry; the key follows from it, so that a second click changes nothing."""
    origin = find_entry_origin(database, movement_id)
    if origin is None:
        raise PermanentError("There is no such entry.")
    require_own_store(person, origin.store_id)
    if origin.recorded_by != person.username:
        raise NotAllowedError("You take back your own entries only.")
    try:
        done = reverse_movement(
            database,
            movement_id,
            source_key=f"form-reversal-{movement_id}",
            entry=Entry.made(person.username, now, load_settings().zone),
        )
    except BadInputError as refused:
        why = "\n".join(bad.reason for bad in refused.fields)
        raise PermanentError(why) from refused
    told = query_text({"store": origin.store_code})
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}/record/entries{told}&reversed_now={done.recorded}", 303)
