"""The forms: choose one, fill it in, see what was refused beside its field, save it once."""

from typing import Annotated

from fastapi import Depends, Request, Response

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import Reporting, Today, Words
from vlmis_airflow.web.forms import MadeNow, go_to
from vlmis_airflow.web.kept_forms import Kept, ShownAgain, address_again
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.pages.recording.kinds import FORMS, FormKind, FormName, obstacle_of
from vlmis_airflow.web.pages.recording.own_store import AtStore, OwnStore
from vlmis_airflow.web.pages.recording.propose_lots import (
    GIVES_OUT,
    TAKES_OUT,
    propose_lots,
    rows_of_lots,
)
from vlmis_airflow.web.pages.recording.save import save
from vlmis_airflow.web.pages.recording.typed_form import (
    TypedForm,
    form_again,
    new_form,
    read_day,
    typed_form,
)
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.kept_forms import forget_form
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.errors import BadInputError, PermanentError
from vlmis_core.ledger.receipts import count_waiting_receipts, overdue_before
from vlmis_core.ledger.recording_store import (
    Balance,
    RecordingStore,
    find_recoded_stores,
    list_store_balances,
)
from vlmis_core.ledger.returns import list_waiting_returns
from vlmis_core.messages import MessageClass, message
from vlmis_core.settings import load_settings

router = page_router(Action.RECORD, "/record", keeps_forms=True)


@router.get("/new")
def choose_form(
    request: Request, database: Reporting, own: AtStore, today: Today, kept: Kept
) -> Response:
    """What can be recorded at the store, what waits there, and what it holds."""
    store = own.must_be
    return render(
        request,
        "recording/start.html",
        own=own,
        store=store,
        forms=[form for form in FORMS.values() if not obstacle_of(form, store)],
        balances=list_store_balances(database, store.store_id, today=today),
        receipts=count_waiting_receipts(
            database,
            store_ids=[store.store_id],
            sent_before=overdue_before(today, load_settings().receipt_days),
        ),
        waiting=list_waiting_returns(database, store.store_id),
        today=today,
        kept=kept and address_again(kept.path),
    )


@router.get("/new/{name}")
def empty_form(
    request: Request,
    database: Reporting,
    own: AtStore,
    today: Today,
    name: FormName,
    again: ShownAgain,
    product: Words = None,
) -> Response:
    """An empty form, or what was typed into it when the session ended.

    ``product`` of a count: with a row for each lot of that product.
    """
    store = own.must_be
    _require_form_of_store(FORMS[name], store)
    form = form_again(again.fields) if again else new_form(today)
    balances = list_store_balances(database, store.store_id, today=today)
    if name is FormName.COUNT and not again:
        counted = [row for held in balances if held.code == product for row in rows_of_lots(held)]
        form.rows = counted + form.rows
    return _show(request, FORMS[name], own, form, balances, is_again=again is not None)


@router.post("/new/{name}")
def save_form(
    request: Request,
    person: SignedIn,
    database: Reporting,
    own: AtStore,
    entry: MadeNow,
    today: Today,
    name: FormName,
    form: Annotated[TypedForm, Depends(typed_form)],
) -> Response:
    """Save the form whole, or show it again with what is wrong."""
    store = own.must_be
    _require_form_of_store(FORMS[name], store)
    if form.wants_line:
        balances = list_store_balances(database, store.store_id, today=today)
        return _show(request, FORMS[name], own, form, balances)
    form.require_lines()
    _require_same_stores(database, form, store)
    balances = list_store_balances(database, store.store_id, today=today)
    proposes_lots = propose_lots(name, form, balances)
    if form.is_bad or proposes_lots:
        return _show(request, FORMS[name], own, form, balances, proposes_lots=proposes_lots)
    if _asks_about_late(name, form, store):
        form.confirmed_late = form.occurred_on
        return _show(request, FORMS[name], own, form, balances, asks_about_late=True)
    try:
        saved = save(database, name, store.code, form, entry)
    except BadInputError as refused:
        form.take_refusals(refused.faults)
        form.confirmed_quantities = form.digest
        asks = refused.message_class is MessageClass.UNCONFIRMED
        return _show(request, FORMS[name], own, form, balances, asks_about_quantities=asks)
    forget_form(database, person.account_id)
    if name is FormName.RETURN:
        return go_to(request, "/record/returns", store=store.code, done="declared")
    return go_to(
        request,
        "/record/entries",
        store=store.code,
        recorded=saved.recorded,
        before=saved.already_recorded,
    )


def _asks_about_late(name: FormName, form: TypedForm, store: RecordingStore) -> bool:
    """Tell whether to ask about a frozen day; never for a return, which moves no stock yet."""
    day = read_day(form.occurred_on)
    is_frozen = day is not None and day < store.first_open_day and name is not FormName.RETURN
    return is_frozen and form.confirmed_late != form.occurred_on


def _require_same_stores(database: Database, form: TypedForm, store: RecordingStore) -> None:
    """Show the form again where a code has passed to another store since it was shown."""
    if not form.codes_as_of.isdecimal():
        return
    codes = [store.code, form.child]
    for recoded in find_recoded_stores(database, codes, since=int(form.codes_as_of)):
        field = "child" if recoded.code == form.child else "store_code"
        form.errors[field] = message(
            "store_was_recoded_meanwhile", store=recoded.code, name=recoded.name
        )
    form.codes_as_of = str(store.newest_code_change)


def _require_form_of_store(form: FormKind, store: RecordingStore) -> None:
    obstacle = obstacle_of(form, store)
    if obstacle:
        raise PermanentError(obstacle)


def _show(
    request: Request,
    kind: FormKind,
    own: OwnStore,
    form: TypedForm,
    balances: list[Balance],
    *,
    proposes_lots: bool = False,
    asks_about_late: bool = False,
    asks_about_quantities: bool = False,
    is_again: bool = False,
) -> Response:
    store = own.must_be
    return render(
        request,
        "recording/form.html",
        status_code=422 if form.is_bad and not asks_about_quantities else 200,
        own=own,
        store=store,
        kind=kind,
        form=form,
        balances=balances,
        tracked=[held for held in balances if held.tracked_from],
        takes_out=kind.name in TAKES_OUT,
        gives_out=kind.name in GIVES_OUT,
        day=read_day(form.occurred_on),
        proposes_lots=proposes_lots,
        asks_about_late=asks_about_late,
        asks_about_quantities=asks_about_quantities,
        is_again=is_again,
    )
