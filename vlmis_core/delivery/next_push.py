"""Preview the next push: unsettled days, records to send or on hold, and hours left."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vlmis_core.database import Database
from vlmis_core.delivery.production import ProductionSwitch, newest_switch
from vlmis_core.stores.find_stores import VisibleStoreIds, as_array


@dataclass(frozen=True, slots=True)
class UnsettledDay:
    """One day that is not settled, in records; ``closes_at`` None: DHIS2 never closes it."""

    day: date
    closes_at: datetime | None
    records: int
    posted: int
    to_send: int
    refused_before: int
    held: int
    exhausted: int
    reopened: int
    """To send, of stores for which DHIS2 has opened the day again; ``closes_at`` binds others."""

    def hours_left(self, now: datetime) -> int | None:
        """Return the whole hours until DHIS2 closes the day; negative once closed; None: never."""
        if self.closes_at is None:
            return None
        return int((self.closes_at - now).total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class LatestSnapshot:
    """DHIS2 as the last push found it."""

    taken_at: datetime
    base_url: str
    server_version: str
    data_set_name: str
    expiry_days: Decimal


@dataclass(frozen=True, slots=True)
class LatestRun:
    """One run of the push; ``finished_at`` None: it is running, or it failed."""

    run_id: str
    night: date
    planned_at: datetime
    finished_at: datetime | None
    planned_records: int
    requests: int


@dataclass(frozen=True, slots=True)
class NextPush:
    """The next push, as far as it is known now."""

    days: list[UnsettledDay]
    dhis2: LatestSnapshot | None
    switch: ProductionSwitch | None
    runs: list[LatestRun]

    @property
    def to_send(self) -> int:
        """Return the number of records that will be sent."""
        return sum(day.to_send for day in self.days)

    @property
    def held(self) -> int:
        """Return the number of records on hold."""
        return sum(day.held for day in self.days)


def preview_next_push(
    database: Database, visible_store_ids: VisibleStoreIds, *, run_count: int = 5
) -> NextPush:
    """Read every unsettled day, soonest closing first, with the holds of the last push.

    Whoever sees some stores only is shown the days with records of these stores, and no runs:
    a run counts the records of all stores.
    """
    with database.transaction() as tx:
        days = tx.rows(
            "delivery/select_unsettled_days",
            as_=UnsettledDay,
            visible_store_ids=as_array(visible_store_ids),
        )
        dhis2 = tx.row("delivery/select_newest_snapshot", as_=LatestSnapshot)
        switch = newest_switch(tx)
        runs = tx.rows("delivery/select_newest_runs", as_=LatestRun, line_count=run_count)
    if visible_store_ids is not None:
        days, runs = [day for day in days if day.records], []
    return NextPush(days, dhis2, switch, runs)
