"""Preflight: find every cause for which records cannot be sent tonight."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Transaction
from vlmis_core.reporting.hold_reasons import PREFLIGHT_REASONS, HoldReason

_BY_CODE = {reason.code: reason for reason in PREFLIGHT_REASONS}
_BROKEN_DAY = _BY_CODE["day_breaks_an_invariant"]
_LARGE_FIGURE = _BY_CODE["figure_is_too_large"]


def find_holds(tx: Transaction, *, snapshot_id: int, push_from: date, night: date) -> int:
    """Examine every rule anew: causes that stand are held, those that are gone are ended.

    The two rules that look into the figures are asked of the days that are left afterwards.
    What DHIS2's answers caused on earlier nights is ended too: sending tries it again.

    Returns:
        How many causes stand.
    """
    tx.run("push/end_holds_from_answers", night=night)
    found = 0
    for reason in PREFLIGHT_REASONS:
        if reason not in (_BROKEN_DAY, _LARGE_FIGURE):
            rows = tx.rows(
                f"push/holds/{reason.code}", snapshot_id=snapshot_id, push_from=push_from
            )
            _replace(tx, reason, rows, night)
            found += len(rows)
    return found


def hold_large_figures(tx: Transaction, days: Sequence[date], *, night: date) -> None:
    """Hold the open records of ``days`` with a figure that DHIS2 cannot keep; a day at a time."""
    rows = [row for day in days for row in tx.rows(f"push/holds/{_LARGE_FIGURE.code}", day=day)]
    _replace(tx, _LARGE_FIGURE, rows, night)


def hold_broken_days(tx: Transaction, days: Sequence[date], *, night: date) -> set[date]:
    """Check every invariant of frozen ``days`` once more; returns those that are held by it."""
    rows = [row for day in days for row in tx.rows(f"push/holds/{_BROKEN_DAY.code}", day=day)]
    _replace(tx, _BROKEN_DAY, rows, night)
    return {row.day for row in rows}


def _replace(tx: Transaction, reason: HoldReason, rows: Sequence[Row[Any]], night: date) -> None:
    causes = {
        "store_ids": [row.store_id for row in rows],
        "product_ids": [row.product_id for row in rows],
        "days": [row.day for row in rows],
    }
    tx.run("push/end_holds", reason_code=reason.code, night=night, **causes)
    if rows:
        tx.run(
            "push/upsert_holds",
            reason_code=reason.code,
            is_from_answer=False,
            sentences=[reason.sentence.format(row.finding) for row in rows],
            mender=reason.mender,
            night=night,
            **causes,
        )
