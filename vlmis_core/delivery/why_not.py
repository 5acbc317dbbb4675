"""Why records are not in DHIS2, grouped by reason, and who can mend each."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.delivery.model.hold_reasons import PREFLIGHT_REASONS

_ORDER = {reason.code: number for number, reason in enumerate(PREFLIGHT_REASONS)}


@dataclass(frozen=True, slots=True)
class MissingRecords:
    """One reason: the state of its records, how many, since which day, and an example in words.

    ``pending`` without a reason waits for the next push. ``stores`` and ``products`` count those of
    its records; where no record waits, those that its causes name.
    """

    state: str
    reason_code: str
    fix_by: str
    records: int
    causes: int
    oldest_day: date | None
    example: str
    stores: int = 0
    products: int = 0
    closes_at: datetime | None = None
    """When DHIS2 closes the first of its days; None: never, or it waits for nothing."""
    contradicts: str = ""
    """The rules of preflight that had let pass what DHIS2 then refused."""


def list_missing_records(database: Database) -> list[MissingRecords]:
    """Every reason for which a record is not posted, the most basic ones first."""
    with database.transaction() as tx:
        rows = tx.rows("delivery/count_reasons")
    found = [
        MissingRecords(
            state=row.state,
            reason_code=row.reason_code or "",
            fix_by=row.fix_by or "",
            records=row.records,
            causes=row.causes,
            oldest_day=row.oldest_day,
            example=row.example or "Waits for the next push.",
            stores=row.stores,
            products=row.products,
            closes_at=row.closes_at,
            contradicts=row.contradicts or "",
        )
        for row in rows
    ]
    return sorted(
        found,
        key=lambda entry: (
            entry.state == "pending",
            _ORDER.get(entry.reason_code, len(_ORDER)),
            -entry.records,
        ),
    )
