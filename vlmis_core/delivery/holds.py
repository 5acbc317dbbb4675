"""Store the holds that were found, and end those that were not found again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vlmis_core.database import Transaction
from vlmis_core.messages import Message


@dataclass(frozen=True, slots=True)
class FoundHold:
    """Why records are not sent for now; a store, product or day of None means all of them."""

    store_id: int | None
    product_id: int | None
    day: date | None
    message: Message
    contradicted_rules: tuple[str, ...] = ()
    """The rules of preflight that had accepted what DHIS2 then refused."""


def replace_holds(
    tx: Transaction, rules: Collection[str], holds: Sequence[FoundHold], *, night: date
) -> None:
    """Store ``holds`` as all that there are of ``rules``; end every other hold of these."""
    tx.run("delivery/end_holds", rules=list(rules), night=night, **_columns(holds))
    store_holds(tx, holds, night=night, is_from_answer=False)


def store_holds(
    tx: Transaction, holds: Sequence[FoundHold], *, night: date, is_from_answer: bool
) -> None:
    """Store holds; ``is_from_answer``: DHIS2 caused them, and the next plan ends them."""
    if holds:
        tx.run(
            "delivery/upsert_holds",
            night=night,
            is_from_answer=is_from_answer,
            contradicted=[",".join(hold.contradicted_rules) for hold in holds],
            **_columns(holds),
        )


def _columns(holds: Sequence[FoundHold]) -> dict[str, list[Any]]:
    return {
        "messages": [hold.message for hold in holds],
        "store_ids": [hold.store_id for hold in holds],
        "product_ids": [hold.product_id for hold in holds],
        "days": [hold.day for hold in holds],
    }
