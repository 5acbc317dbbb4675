"""List records that DHIS2 holds under an earlier HMIS Code or org unit, and their stale values."""

import shlex
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vlmis_core.database import Database


@dataclass(frozen=True, slots=True)
class RemappedRecords:
    """A product (or store) with posted records at an old place."""

    what_changed: str
    """``HMIS Code``, ``org unit``, or ``categories`` (the combos of the same data element)."""
    code: str
    """Of the product; of the store where its org unit changed."""
    name: str
    old_uid: str
    new_uid: str
    records: int
    stores: int
    products: int
    days: int
    first_day: date
    last_day: date

    @property
    def requeue_command(self) -> str:
        """The command that sends them to their new place."""
        owner = "--store" if self.what_changed == "org unit" else "--product"
        return (
            f"vlmis requeue {owner} {shlex.quote(self.code)} --from {self.first_day} "
            f'--to {self.last_day} --reason "…"'
        )


def list_remapped(database: Database) -> list[RemappedRecords]:
    """Posted records under an old code or org unit, per product or store, old and new place."""
    with database.transaction() as tx:
        rows = tx.rows("delivery/list_remapped")
    return [
        RemappedRecords(
            what_changed=row.what_changed,
            code=row.code,
            name=row.name,
            old_uid=row.old_uid,
            new_uid=row.new_uid,
            records=row.records,
            stores=row.stores,
            products=row.products,
            days=row.days,
            first_day=row.first_day,
            last_day=row.last_day,
        )
        for row in rows
    ]


KEPT_SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class StaleValueGroup:
    """Records of a product whose old figures share one fate."""

    outcome: str
    """``waits`` (tried at every push) or ``kept`` (they stay in DHIS2 for good)."""
    product_code: str
    data_element_uid: str
    """The old one."""
    records: int
    stores: int
    first_day: date
    last_day: date
    asked_by: str
    asked_at: datetime
    finding: str
    """Why, in words; of what is kept, one example."""


def list_stale_values(database: Database, *, now: datetime) -> list[StaleValueGroup]:
    """Every deletion that waits, and what the last thirty days left in DHIS2 for good."""
    kept_since = now - timedelta(days=KEPT_SHOWN_DAYS)
    with database.transaction() as tx:
        rows = tx.rows("delivery/list_stale_values", kept_since=kept_since)
    return [
        StaleValueGroup(
            outcome=row.outcome,
            product_code=row.product_code,
            data_element_uid=row.data_element_uid,
            records=row.records,
            stores=row.stores,
            first_day=row.first_day,
            last_day=row.last_day,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            finding=row.finding,
        )
        for row in rows
    ]
