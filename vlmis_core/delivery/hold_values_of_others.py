"""Before figures first go out: what others entered in DHIS2 is named, not overwritten."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.hold_reasons import ENTERED_BY_SOMEONE_ELSE
from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.read_back import Difference, FetchScope, differences, fetch_scopes
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import StoredValue, read_values
from vlmis_core.dhis2.identifiers import ValueName


@dataclass(frozen=True, slots=True)
class ServerValues:
    """A day in DHIS2 as a run meets it."""

    dhis2: Dhis2Client
    run: Row[Any]
    run_id: str
    day: date
    targets: Mapping[int, Target]

    def read(self, extents: Iterable[FetchScope]) -> dict[ValueName, StoredValue]:
        """The values held there."""
        held: dict[ValueName, StoredValue] = {}
        for extent in extents:
            where = extent._asdict()
            held |= read_values(self.dhis2, self.run.data_set_uid, self.day, **where)
        return held

    def foreign(self, record: Record, held: Mapping[ValueName, StoredValue]) -> list[Difference]:
        """The figures of a record that somebody else entered, and otherwise than frozen."""
        target = self.targets[record.target_id]
        return [
            wrong
            for wrong in differences(target, record.org_unit_uid, record.data_values, held)
            if wrong.found is not None and held[wrong.key].get("storedBy") != self.run.username
        ]


def hold_values_of_others(database: Database, present: ServerValues, store_ids: list[int]) -> None:
    """Hold the records under whose keys DHIS2 has other figures of other people.

    Compared is what was never posted at its place, however often it was sent: while a data element
    is out of the data set DHIS2 refuses its figures, and shows nobody's. Own figures of an earlier
    night are no obstacle. Before the first request of a day, the whole country is compared: DHIS2
    then holds nothing of ours, so that one small reading serves all batches of the run. The holds
    are examined anew every night.
    """
    day = present.day
    with database.transaction() as tx:
        first_sent_at = tx.value("delivery/select_day_was_sent", day=day)
        if first_sent_at is not None and first_sent_at >= present.run.planned_at:
            return
        rows = _never_posted(tx, present, store_ids) if first_sent_at is not None else []
    if first_sent_at is None:
        held = present.read(FetchScope(uid, True) for uid in present.run.view_org_units)
        with database.transaction() as tx:
            units = sorted({unit for _, unit, _ in held})
            stores = tx.rows("delivery/select_stores_of_org_units", org_unit_uids=units)
            rows = _never_posted(tx, present, [row.store_id for row in stores])
    else:
        loads = Counter(row.path for row in rows)
        held = present.read(fetch_scopes(loads, present.run.view_org_units))
    records = [
        Record(row.store_id, row.product_id, row.target_id, row.org_unit_uid, row.data_values)
        for row in rows
    ]
    foreign = [(record, wrong) for record in records if (wrong := present.foreign(record, held))]
    if foreign:
        with database.transaction() as tx:
            tx.run(
                "delivery/upsert_holds",
                reason_code=ENTERED_BY_SOMEONE_ELSE.code,
                is_from_answer=True,
                store_ids=[record.store_id for record, _ in foreign],
                product_ids=[record.product_id for record, _ in foreign],
                days=[day] * len(foreign),
                sentences=[_sentence(day, wrong[0], held) for _, wrong in foreign],
                fix_by=ENTERED_BY_SOMEONE_ELSE.fix_by,
                night=present.run.night,
            )


def _never_posted(
    tx: Transaction, present: ServerValues, store_ids: list[int]
) -> Sequence[Row[Any]]:
    return tx.rows(
        "delivery/select_never_posted", run_id=present.run_id, day=present.day, store_ids=store_ids
    )


def _sentence(day: date, wrong: Difference, held: Mapping[ValueName, StoredValue]) -> str:
    stored = held[wrong.key]
    finding = (
        f"{stored.get('storedBy') or 'somebody'} entered {wrong.found} as {wrong.category} "
        f"of {day} ({stored.get('lastUpdated')}); the frozen figure is {wrong.frozen}"
    )
    return ENTERED_BY_SOMEONE_ELSE.sentence.format(finding)
