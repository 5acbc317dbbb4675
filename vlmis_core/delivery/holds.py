"""Store the causes for which records are on hold, and end those that are gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Transaction
from vlmis_core.delivery.model.hold_reasons import HoldReason


@dataclass(frozen=True, slots=True)
class Hold:
    """One cause: the store, product and day whose records wait; None means all of them."""

    store_id: int | None
    product_id: int | None
    day: date | None
    sentence: str


def replace_holds(
    tx: Transaction, reason: HoldReason, holds: Sequence[Hold], *, night: date
) -> None:
    """Store ``holds`` as all that there are of ``reason``; end every other one of it."""
    tx.run("delivery/end_holds", reason_code=reason.code, night=night, **_keys(holds))
    store_holds(tx, reason, holds, night=night, is_from_answer=False)


def store_holds(
    tx: Transaction,
    reason: HoldReason,
    holds: Sequence[Hold],
    *,
    night: date,
    is_from_answer: bool,
) -> None:
    """Store holds of one reason; ``is_from_answer``: DHIS2 caused them, the next plan ends them."""
    if holds:
        tx.run(
            "delivery/upsert_holds",
            reason_code=reason.code,
            is_from_answer=is_from_answer,
            sentences=[hold.sentence for hold in holds],
            fix_by=reason.fix_by,
            night=night,
            **_keys(holds),
        )


def _keys(holds: Sequence[Hold]) -> dict[str, list[int | None] | list[date | None]]:
    return {
        "store_ids": [hold.store_id for hold in holds],
        "product_ids": [hold.product_id for hold in holds],
        "days": [hold.day for hold in holds],
    }
