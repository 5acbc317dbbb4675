"""Find quantities that are far from what is usual; they are taken only when they are confirmed.

A quantity typed with a digit too many passes every other rule. So a movement of more than ten times
the usual day of its store, product and kind is refused once, and so is a count that changes a
balance by more than half and by more than a month's use; the refusal says what is usual. The same
line with ``confirmed`` is taken. What is usual comes from the frozen EoD rows of the last 90 days
(``unlikely_quantities.sql``); below ``Likely.asked_from`` nothing is asked.

Never asked about: reversals, receipts, the corrections that keep counts true (nobody typed their
quantity), a store's first stock, and what a national file holds (its lines are confirmed).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from vlmis_core.database import Transaction
from vlmis_core.database.upsert import as_columns
from vlmis_core.errors import Fault, fault_found
from vlmis_core.ledger.frozen_days import Horizon
from vlmis_core.ledger.movements import Entry, Likely, ReturnDeclaration
from vlmis_core.settings import Settings


def likely_of(settings: Settings) -> Likely:
    """Return which quantities the deployment takes as likely."""
    return Likely(
        movement_factor=settings.unlikely_movement_factor,
        count_percent=settings.unlikely_count_percent,
        asked_from=settings.unlikely_from,
    )


def find_unlikely_movements(tx: Transaction, horizon: Horizon, entry: Entry) -> list[Fault]:
    """Name the resolved lines whose quantity is unlikely and not confirmed."""
    asked = tx.run("ledger/insert_asked_lines", asked_from=entry.likely.asked_from)
    return _find_unlikely(tx, horizon, entry.likely) if asked else []


def find_unlikely_returns(
    tx: Transaction, horizon: Horizon, entry: Entry, lines: Mapping[int, ReturnDeclaration]
) -> list[Fault]:
    """Name the declared returns, by their position, whose quantity is unlikely."""
    asked = tx.run(
        "ledger/insert_asked_returns",
        lines=list(lines),
        **as_columns(
            lines.values(),
            store_codes="child_store_code",
            product_codes="product_code",
            quantities="quantity",
        ),
        asked_from=entry.likely.asked_from,
    )
    return _find_unlikely(tx, horizon, entry.likely) if asked else []


def find_unlikely_counts(
    tx: Transaction, horizon: Horizon, entry: Entry, occurred_on: date
) -> list[Fault]:
    """Name the counts of one day that change a balance more than is likely."""
    return tx.rows(
        "ledger/find_unlikely_counts",
        as_=fault_found,
        occurred_on=occurred_on,
        asked_from=entry.likely.asked_from,
        count_percent=entry.likely.count_percent,
        first_day=horizon.first_day,
        last_frozen=horizon.last_frozen,
    )


def with_unlikely(faults: Collection[Fault], unlikely: Collection[Fault]) -> Sequence[Fault]:
    """Add the unlikely quantities to other faults, except in lines that are faulty anyhow."""
    lines = {fault.line for fault in faults}
    return [*faults, *(fault for fault in unlikely if fault.line not in lines)]


def _find_unlikely(tx: Transaction, horizon: Horizon, likely: Likely) -> list[Fault]:
    tx.run("ledger/analyze_asked_quantities")
    return tx.rows(
        "ledger/find_unlikely_quantities",
        as_=fault_found,
        movement_factor=likely.movement_factor,
        last_frozen=horizon.last_frozen,
    )
