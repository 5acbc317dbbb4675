"""Before records are first sent to a target: hold those whose values somebody else entered."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.holds import FoundHold, store_holds
from vlmis_core.delivery.model.data_values import DataValues, Record
from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.read_back import Difference, FetchScope, differences, fetch_scopes
from vlmis_core.delivery.push_run import PushRun
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import StoredValue, read_values
from vlmis_core.dhis2.identifiers import ValueName
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class DayOnServer:
    """A day in DHIS2 before a run sends anything of it."""

    dhis2: Dhis2Client
    run: PushRun
    day: date
    targets: Mapping[int, Target]

    def read(self, scopes: Iterable[FetchScope]) -> dict[ValueName, StoredValue]:
        """Read the values that DHIS2 holds in these scopes."""
        held: dict[ValueName, StoredValue] = {}
        for scope in scopes:
            where = scope._asdict()
            held |= read_values(self.dhis2, self.run.data_set_uid, self.day, **where)
        return held

    def entered_by_others(
        self, record: Record, held: Mapping[ValueName, StoredValue]
    ) -> list[Difference]:
        """Find the values of a record that somebody else entered, and otherwise than frozen."""
        target = self.targets[record.target_id]
        return [
            wrong
            for wrong in differences(target, record.org_unit_uid, record.data_values, held)
            if wrong.found is not None and held[wrong.key].get("storedBy") != self.run.username
        ]


class _UnpostedRecord(NamedTuple):
    store_id: int
    product_id: int
    target_id: int
    org_unit_uid: str
    path: str
    data_values: DataValues

    @property
    def record(self) -> Record:
        return Record(
            self.store_id, self.product_id, self.target_id, self.org_unit_uid, self.data_values
        )


def hold_values_of_others(database: Database, server: DayOnServer, store_ids: list[int]) -> None:
    """Hold the records under whose keys DHIS2 has other values of other people.

    Compared are the records that were never posted to their target, however often they were sent:
    while a data element is out of the data set DHIS2 refuses its values, and shows nobody's. Values
    that an earlier night sent are no obstacle. Before the first request of a day, the whole country
    is compared: DHIS2 then holds nothing of this system, so that one small reading serves all
    batches of the run. The holds are examined again every night.
    """
    run, day = server.run, server.day
    with database.transaction() as tx:
        first_sent_at: datetime | None = tx.value("delivery/select_day_was_sent", day=day)
        if first_sent_at is not None and first_sent_at >= run.planned_at:
            return
        rows = _unposted(tx, server, store_ids) if first_sent_at is not None else []
    if first_sent_at is None:
        held = server.read(FetchScope(uid, True) for uid in run.view_org_units)
        with database.transaction() as tx:
            units = sorted({unit for _, unit, _ in held})
            stores = tx.rows("delivery/select_stores_of_org_units", org_unit_uids=units)
            rows = _unposted(tx, server, [row.store_id for row in stores])
    else:
        loads = Counter(row.path for row in rows)
        held = server.read(fetch_scopes(loads, run.view_org_units))
    holds = [
        FoundHold(row.store_id, row.product_id, day, _entered_otherwise(day, wrong[0], held))
        for row in rows
        if (wrong := server.entered_by_others(row.record, held))
    ]
    if holds:
        with database.transaction() as tx:
            store_holds(tx, holds, night=run.night, is_from_answer=True)


def _unposted(tx: Transaction, server: DayOnServer, store_ids: list[int]) -> list[_UnpostedRecord]:
    return tx.rows(
        "delivery/select_never_posted",
        as_=_UnpostedRecord,
        run_id=server.run.run_id,
        day=server.day,
        store_ids=store_ids,
    )


def _entered_otherwise(
    day: date, wrong: Difference, held: Mapping[ValueName, StoredValue]
) -> Message:
    stored = held[wrong.key]
    return message(
        "entered_by_someone_else",
        person=stored.get("storedBy"),
        found=wrong.found,
        category=wrong.category,
        day=day,
        entered_at=stored.get("lastUpdated") or "",
        frozen=wrong.frozen,
    )
