"""What the next push is about: days, records to send, held or exhausted, and hours left."""

from dataclasses import dataclass
from datetime import date, datetime

from vlmis_core.database import Database
from vlmis_core.delivery.production import newest_switch
from vlmis_core.stores.find_stores import VisibleStoreIds, as_array


@dataclass(frozen=True, slots=True)
class UnsettledDay:
    """One day that is not settled; counts are records. ``closes_at`` None: DHIS2 keeps it open."""

    day: date
    closes_at: datetime | None
    records: int
    posted: int
    to_send: int
    refused_before: int
    held: int
    exhausted: int

    def hours_left(self, now: datetime) -> int | None:
        """Whole hours until DHIS2 closes the day; negative when it has; None: never."""
        if self.closes_at is None:
            return None
        return int((self.closes_at - now).total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class LatestSnapshot:
    """The DHIS2 as the last push found it."""

    taken_at: datetime
    base_url: str
    server_version: str
    data_set_name: str
    expiry_days: int


@dataclass(frozen=True, slots=True)
class LatestSwitch:
    """How production was last switched, and by whom."""

    is_on: bool
    base_url: str
    push_from: date
    switched_at: datetime
    switched_by: str


@dataclass(frozen=True, slots=True)
class LatestRun:
    """One run of the push; not finished: at work, or it failed."""

    run_id: str
    night: date
    planned_at: datetime
    finished_at: datetime | None
    planned_records: int
    requests: int


@dataclass(frozen=True, slots=True)
class NextPush:
    """The next push, as far as it is known now; nothing here is sent by looking at it."""

    days: list[UnsettledDay]
    dhis2: LatestSnapshot | None
    switch: LatestSwitch | None
    runs: list[LatestRun]

    @property
    def to_send(self) -> int:
        """Records that go out."""
        return sum(day.to_send for day in self.days)

    @property
    def held(self) -> int:
        """Records that wait for somebody."""
        return sum(day.held for day in self.days)


def preview_next_push(
    database: Database, visible_store_ids: VisibleStoreIds, *, run_count: int = 5
) -> NextPush:
    """Look at every unsettled day, soonest closing first; causes are those found last."""
    with database.transaction() as tx:
        days = tx.rows(
            "delivery/select_unsettled_days", visible_store_ids=as_array(visible_store_ids)
        )
        dhis2 = tx.row("delivery/select_newest_snapshot")
        switch = newest_switch(tx)
        runs = tx.rows("delivery/select_newest_runs", line_count=run_count)
    return NextPush(
        days=[UnsettledDay(**row._mapping) for row in days],
        dhis2=None if dhis2 is None else LatestSnapshot(**dhis2._mapping),
        switch=None
        if switch is None
        else LatestSwitch(
            switch.is_on, switch.base_url, switch.push_from, switch.switched_at, switch.switched_by
        ),
        runs=[LatestRun(**row._mapping) for row in runs],
    )
