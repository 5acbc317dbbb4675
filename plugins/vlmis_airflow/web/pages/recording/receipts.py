"""What is to confirm: distributions to a store, and those from it that are not confirmed yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from fastapi import Request, Response

from vlmis_airflow.web.access import NotAllowedError, SignedIn
from vlmis_airflow.web.choices import Reporting, Today, Words
from vlmis_airflow.web.forms import MadeNow, go_to
from vlmis_airflow.web.kept_forms import ShownAgain, first_text
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.pages.recording.own_store import AtStore, OwnStore
from vlmis_airflow.web.pages.recording.returns import DAYS_SHOWN
from vlmis_airflow.web.pages.recording.typed_form import Text, Texts, read_day, read_quantity
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.kept_forms import forget_form
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.errors import BadInputError, PermanentError
from vlmis_core.ledger.receipts import (
    Distribution,
    DistributionChoice,
    ReceiptLine,
    TransferOutcome,
    confirm_receipts,
    list_distributions,
    overdue_before,
)
from vlmis_core.messages import Message, message
from vlmis_core.settings import load_settings

PATH = "/record/receipts"
router = page_router(Action.ACKNOWLEDGE, PATH, keeps_forms=True)

_MOST_LINES, _LONGEST_ID = 500, 18


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one store sent on one day, confirmed in one form."""

    parent_store_name: str
    sent_on: date
    is_overdue: bool
    lines: list[Distribution]


@dataclass(frozen=True, slots=True)
class TypedReceipts:
    """What was typed into the form of a delivery, and what was refused."""

    occurred_on: str
    received: Mapping[int, str]
    errors: Mapping[int, Message]
    day_error: Message | None = None
    is_again: bool = False

    @property
    def is_bad(self) -> bool:
        """Whether anything was refused."""
        return bool(self.errors or self.day_error)


@router.get("")
def receipts(
    request: Request,
    database: Reporting,
    own: AtStore,
    today: Today,
    again: ShownAgain,
    done: Words = None,
) -> Response:
    """What is to confirm at a store, what other stores have to confirm, and what was confirmed."""
    typed = TypedReceipts(today.isoformat(), {}, {})
    if again:
        received = _by_transfer(again.fields.get("transfer", ()), again.fields.get("received", ()))
        typed = TypedReceipts(first_text(again, "occurred_on"), received, {}, is_again=True)
    return _show(request, database, own, today, typed, done=done)


@router.post("")
def confirm(
    request: Request,
    person: SignedIn,
    database: Reporting,
    own: AtStore,
    today: Today,
    entry: MadeNow,
    transfer: Texts = [],  # noqa: B006 - FastAPI copies it.
    received: Texts = [],  # noqa: B006
    occurred_on: Text = "",
) -> Response:
    """Confirm a delivery whole, or show it again with what is wrong."""
    store = own.must_be
    typed = _by_transfer(transfer, received)
    if not 0 < len(typed) == len(transfer) == len(received) <= _MOST_LINES:
        raise PermanentError(message("request_cannot_be_read"))
    _require_sent_to(database, store.store_id, list(typed))
    day = read_day(occurred_on)
    quantities = {transfer_id: read_quantity(text) for transfer_id, text in typed.items()}
    lines = [
        # The key follows from the distribution: a second click changes nothing.
        ReceiptLine(f"form-receipt-{transfer_id}", transfer_id, quantity, day)
        for transfer_id, quantity in quantities.items()
        if quantity is not None and day is not None
    ]
    day_error = message("not_a_date") if day is None else None
    errors = {
        transfer_id: message("not_a_whole_number")
        for transfer_id, quantity in quantities.items()
        if quantity is None
    }
    if not errors and day_error is None:
        try:
            recorded = confirm_receipts(database, lines, entry)
        except BadInputError as refused:
            for fault in refused.faults:
                if fault.field == "occurred_on":
                    day_error = fault.message
                else:
                    errors.setdefault(lines[fault.line - 1].transfer_id, fault.message)
        else:
            forget_form(database, person.account_id)
            done = "confirmed" if recorded.recorded else "confirmed_before"
            return go_to(request, PATH, store=store.code, done=done)
    bad = TypedReceipts(occurred_on, typed, errors, day_error)
    return _show(request, database, own, today, bad)


def _by_transfer(transfers: Sequence[str], received: Sequence[str]) -> dict[int, str]:
    """Return the typed quantities by the id of their distribution."""
    return {
        int(transfer): quantity.strip()[:20]
        for transfer, quantity in zip(transfers, received, strict=False)
        if transfer.isascii() and transfer.isdecimal() and len(transfer) <= _LONGEST_ID
    }


def _require_sent_to(database: Database, store_id: int, transfer_ids: list[int]) -> None:
    """Let pass distributions to a store.

    Raises:
        NotAllowedError: one of them is to another store, or there is none.
    """
    found = list_distributions(database, DistributionChoice(transfer_ids=transfer_ids))
    to_store = {line.transfer_id for line in found if line.child_store_id == store_id}
    if to_store != set(transfer_ids):
        raise NotAllowedError(message("not_your_store"))


def _show(
    request: Request,
    database: Database,
    own: OwnStore,
    today: date,
    typed: TypedReceipts,
    done: str | None = None,
) -> Response:
    store = own.must_be
    before = overdue_before(today, load_settings().receipt_days)
    waiting = list_distributions(
        database,
        DistributionChoice(store_id=store.store_id, outcome=TransferOutcome.TO_CONFIRM),
        line_count=_MOST_LINES,
    )
    confirmed = list_distributions(
        database,
        DistributionChoice(
            store_id=store.store_id, received_since=today - timedelta(days=DAYS_SHOWN)
        ),
        line_count=_MOST_LINES,
    )
    to_store = [line for line in waiting if line.child_store_id == store.store_id]
    shown = {line.transfer_id for line in to_store}
    return render(
        request,
        "recording/receipts.html",
        status_code=422 if typed.is_bad else 200,
        own=own,
        store=store,
        deliveries=_deliveries(to_store, before),
        sent=[line for line in waiting if line.parent_store_id == store.store_id],
        confirmed=sorted(confirmed, key=lambda line: line.transfer_id, reverse=True),
        overdue_before=before,
        typed=typed,
        # Somebody else confirmed these, or their supplier cancelled them, while the form was open.
        gone=[fault for transfer_id, fault in typed.errors.items() if transfer_id not in shown],
        days_shown=DAYS_SHOWN,
        today=today,
        done=done,
    )


def _deliveries(lines: list[Distribution], before: date) -> list[Delivery]:
    """Put together what a store sent on one day, the oldest first."""

    def delivery(line: Distribution) -> tuple[date, str, str]:
        return line.occurred_on, line.parent_store_code, line.parent_store_name

    return [
        Delivery(name, sent_on, sent_on < before, list(found))
        for (sent_on, _, name), found in groupby(sorted(lines, key=delivery), key=delivery)
    ]
