"""List records that DHIS2 holds under an earlier HMIS Code or org unit, and their stale values."""

import shlex
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vlmis_core.database import Database
from vlmis_core.messages import Message


@dataclass(frozen=True, slots=True)
class RemappedRecords:
    """A product (or store) with records that are posted to a former target."""

    what_changed: str
    """``hmis_code``, ``org_unit``, or ``categories`` (the combos of the same data element)."""
    code: str
    """Of the product; of the store where its org unit has changed."""
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
        """Return the command that sends them to their new target."""
        owner = "--store" if self.what_changed == "org_unit" else "--product"
        return (
            f"vlmis requeue {owner} {shlex.quote(self.code)} --from {self.first_day} "
            f'--to {self.last_day} --reason "…"'
        )


def list_remapped(database: Database) -> list[RemappedRecords]:
    """Return posted records under an old HMIS Code or org unit, by product or store."""
    with database.transaction() as tx:
        return tx.rows("delivery/select_remapped_records", as_=RemappedRecords)


KEPT_SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class StaleValueGroup:
    """Stale values of a product with the same outcome, in records."""

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
    finding: Message | None
    """Why; of what is kept, one example. None: nothing was tried yet."""
    is_posted: bool
    """Whether the records are posted to their new target, so that the next push deletes."""


def list_stale_values(database: Database, *, now: datetime) -> list[StaleValueGroup]:
    """Return every deletion that waits, and what was kept in DHIS2 in the last thirty days."""
    kept_since = now - timedelta(days=KEPT_SHOWN_DAYS)
    with database.transaction() as tx:
        return tx.rows("delivery/select_stale_values", as_=StaleValueGroup, kept_since=kept_since)
