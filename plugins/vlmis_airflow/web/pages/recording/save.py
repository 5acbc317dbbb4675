"""Hand a form that was filled in to the ledger: the whole form, or nothing of it."""

from dataclasses import replace
from typing import Any

from vlmis_airflow.web.pages.recording.kinds import FormName
from vlmis_airflow.web.pages.recording.typed_form import Row, TypedForm, read_day, read_quantity
from vlmis_core.database import Database
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import (
    CountLine,
    Entry,
    MovementLine,
    Recorded,
    ReturnDeclaration,
)
from vlmis_core.ledger.record_counts import record_counts
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.ledger.returns import declare_returns

_KINDS = {
    FormName.DISPENSING: MovementKind.DISPENSING,
    FormName.DISTRIBUTION: MovementKind.DISTRIBUTION_OUT,
    FormName.WASTAGE: MovementKind.WASTAGE,
    FormName.ARRIVAL: MovementKind.ARRIVAL,
}
_COUNT_REASONS = frozenset({"count", "initial_count"})


def save(
    database: Database, name: FormName, store_code: str, form: TypedForm, entry: Entry
) -> Recorded:
    """Record the form; its key makes a second sending "already recorded".

    Raises:
        BadInputError: names every bad line, counted over the filled rows; nothing was stored.
    """
    entry = replace(entry, stores_were_chosen=True)
    if name is FormName.COUNT:
        return record_counts(database, _counts(form, store_code), entry)
    if name is FormName.RETURN:
        ids = declare_returns(database, _returns(form, store_code), entry)
        return Recorded(len(ids), 0, 0)
    return record_movements(database, _movements(form, name, store_code), entry)


def _movements(form: TypedForm, name: FormName, store_code: str) -> list[MovementLine]:
    return [
        MovementLine(
            store_code=store_code,
            kind=_KINDS[name],
            counterpart_store_code=form.child if name is FormName.DISTRIBUTION else None,
            reason=row.reason if name is FormName.WASTAGE else None,
            **_shared_fields(form, row, number),
        )
        for number, row in _numbered(form)
    ]


def _counts(form: TypedForm, store_code: str) -> list[CountLine]:
    # The rows of a product are the lots of one count: they have the number of the first.
    first_row = {row.product: number for number, row in reversed(_numbered(form))}
    return [
        CountLine(
            store_code=store_code,
            kind=(
                MovementKind.COUNT_ADJUSTMENT
                if (row.reason or "count") in _COUNT_REASONS
                else MovementKind.WASTAGE
            ),
            reason=row.reason or "count",
            **_shared_fields(form, row, first_row[row.product]),
        )
        for row in form.filled
    ]


def _returns(form: TypedForm, store_code: str) -> list[ReturnDeclaration]:
    return [
        ReturnDeclaration(child_store_code=store_code, **_shared_fields(form, row, number))
        for number, row in _numbered(form)
    ]


def _numbered(form: TypedForm) -> list[tuple[int, Row]]:
    """List the filled rows, each with its place in the form, from 1."""
    return [(number, row) for number, row in enumerate(form.rows, start=1) if not row.is_empty]


def _shared_fields(form: TypedForm, row: Row, number: int) -> dict[str, Any]:
    """Return the fields that the lines of all forms have; ``number`` makes the key unique."""
    quantity, day = read_quantity(row.quantity), read_day(form.occurred_on)
    assert quantity is not None  # Required before.
    assert day is not None
    return {
        "source_key": f"form-{form.key}-{number}" if form.key else "",
        "product_code": row.product,
        "quantity": quantity,
        "occurred_on": day,
        "lot": row.lot or None,
        "expires_on": read_day(row.expires_on),
        "confirmed": form.is_confirmed,
    }
