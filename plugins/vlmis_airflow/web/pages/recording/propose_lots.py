"""Propose lots to a form that names none: of a debit the one that expires first, of a count all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from vlmis_airflow.web.pages.recording.kinds import FormName
from vlmis_airflow.web.pages.recording.typed_form import Row, TypedForm, read_day, read_quantity
from vlmis_core.ledger.recording_store import Balance

GIVES_OUT = frozenset({FormName.DISPENSING, FormName.DISTRIBUTION})
TAKES_OUT = GIVES_OUT | {FormName.WASTAGE, FormName.RETURN}

Left = dict[str, int]
"""What rows may still take of each lot, first of the one that expires first."""


def propose_lots(name: FormName, form: TypedForm, balances: Iterable[Balance]) -> bool:
    """Fill in lots of products that are tracked by lot; tells whether the form was changed.

    A quantity of more than the first lot has is shared out over the next ones, a row for each.
    """
    day = read_day(form.occurred_on)
    tracked = {held.code: held for held in balances if day and held.is_tracked_on(day)}
    if day is None or not tracked:
        return False
    before = form.digest
    if name is FormName.COUNT:
        form.rows = _with_every_lot(form.rows, tracked)
    elif name in TAKES_OUT:
        left = _left(form.rows, tracked, day if name in GIVES_OUT else None)
        rows = [row for row in form.rows if not row.is_empty]
        proposed = [part for row in rows for part in _share_out(row, left.get(row.product))]
        form.rows = proposed + [row for row in form.rows if row.is_empty]
    return form.digest != before


def _left(rows: list[Row], tracked: dict[str, Balance], day: date | None) -> dict[str, Left]:
    """Tell what the rows that name a lot leave; without what has expired by ``day``."""
    named: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        named[row.product, row.lot] += read_quantity(row.quantity) or 0
    return {
        code: {
            lot.lot: lot.quantity - named[code, lot.lot]
            for lot in held.lots
            if lot.lot and not (day and lot.expires_on and lot.expires_on < day)
        }
        for code, held in tracked.items()
    }


def _share_out(row: Row, left: Left | None) -> list[Row]:
    """Share the quantity of a row out over lots; what no lot has stays with the last one."""
    wanted = read_quantity(row.quantity)
    if row.lot or not left or not wanted:
        return [row]
    parts: list[Row] = []
    for lot, available in left.items():
        taken = min(wanted, available)
        if taken > 0:
            parts.append(replace(row, quantity=str(taken), lot=lot, errors={}))
            left[lot] -= taken
            wanted -= taken
    if parts and wanted:
        parts[-1].quantity = str(int(parts[-1].quantity) + wanted)
    return parts or [row]


def _with_every_lot(rows: list[Row], tracked: dict[str, Balance]) -> list[Row]:
    """Add a row for each lot of a counted product that no row names: it may not be forgotten."""
    filled = [row for row in rows if not row.is_empty]
    added: list[Row] = []
    for code in dict.fromkeys(row.product for row in filled if row.product in tracked):
        of_product = [row for row in filled if row.product == code]
        named = {row.lot for row in of_product}
        missing = [lot for lot in tracked[code].lots if lot.lot and lot.lot not in named]
        unnamed = [row for row in of_product if not row.lot]
        if len(missing) == len(unnamed) == 1:
            unnamed[0].lot = missing.pop().lot or ""
        added += [
            Row(product=code, lot=lot.lot or "", reason=of_product[0].reason) for lot in missing
        ]
    return filled + added + [row for row in rows if row.is_empty]


def rows_of_lots(held: Balance) -> list[Row]:
    """Return a row for each lot that the store holds of a product, its quantity still blank."""
    return [Row(product=held.code, lot=lot.lot or "") for lot in held.lots] or [Row(held.code)]
