"""Hand a form that was filled in to the ledger: the whole form, or nothing of it."""

from datetime import date

from vlmis_airflow.web.pages.recording.kinds import FormName
from vlmis_airflow.web.pages.recording.typed_form import Row, TypedForm, read_day, read_quantity
from vlmis_core.database import Database
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.movements import CountLine, Entry, MovementLine, Recorded
from vlmis_core.ledger.record_counts import record_counts
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.ledger.returns import ReturnDeclaration, declare_returns

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
    if name is FormName.COUNT:
        return record_counts(database, _counts(form, store_code), entry)
    if name is FormName.RETURN:
        ids = declare_returns(database, _returns(form, store_code), entry)
        return Recorded(len(ids), 0, 0)
    return record_movements(database, _movements(form, name, store_code), entry)


def _movements(form: TypedForm, name: FormName, store_code: str) -> list[MovementLine]:
    return [
        MovementLine(
            source_key=_key(form, number),
            store_code=store_code,
            product_code=row.product,
            kind=_KINDS[name],
            quantity=_quantity(row),
            occurred_on=_day(form),
            counterpart_store_code=form.child if name is FormName.DISTRIBUTION else None,
            lot=row.lot or None,
            expires_on=read_day(row.expires_on),
            reason=row.reason if name is FormName.WASTAGE else None,
        )
        for number, row in enumerate(form.rows, start=1)
        if not row.is_empty
    ]


def _counts(form: TypedForm, store_code: str) -> list[CountLine]:
    first_row = {row.product: n for n, row in reversed(list(enumerate(form.rows, start=1)))}
    return [
        CountLine(
            # The rows of a product are the lots of one count.
            source_key=_key(form, first_row[row.product]),
            store_code=store_code,
            product_code=row.product,
            quantity=_quantity(row),
            occurred_on=_day(form),
            kind=(
                MovementKind.COUNT_ADJUSTMENT
                if (row.reason or "count") in _COUNT_REASONS
                else MovementKind.WASTAGE
            ),
            reason=row.reason or "count",
            lot=row.lot or None,
            expires_on=read_day(row.expires_on),
        )
        for row in form.filled
    ]


def _returns(form: TypedForm, store_code: str) -> list[ReturnDeclaration]:
    return [
        ReturnDeclaration(
            source_key=_key(form, number),
            child_store_code=store_code,
            product_code=row.product,
            quantity=_quantity(row),
            occurred_on=_day(form),
            lot=row.lot or None,
            expires_on=read_day(row.expires_on),
        )
        for number, row in enumerate(form.rows, start=1)
        if not row.is_empty
    ]


def _key(form: TypedForm, row_number: int) -> str:
    return f"form-{form.key}-{row_number}" if form.key else ""


def _quantity(row: Row) -> int:
    quantity = read_quantity(row.quantity)
    assert quantity is not None  # Demanded before.
    return quantity


def _day(form: TypedForm) -> date:
    day = read_day(form.occurred_on)
    assert day is not None  # Demanded before.
    return day
