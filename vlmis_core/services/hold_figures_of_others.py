"""Before figures first go out: what others entered in DHIS2 is named, not overwritten."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import StoredValue, read_values
from vlmis_core.reporting.data_values import Record
from vlmis_core.reporting.hold_reasons import ENTERED_BY_SOMEONE_ELSE
from vlmis_core.reporting.payload import Target
from vlmis_core.reporting.read_back import Difference, differences, reading_units
from vlmis_core.reporting.sent_values import ValueName


@dataclass(frozen=True, slots=True)
class PresentFigures:
    """What DHIS2 holds of a day before anything is sent."""

    dhis2: Dhis2Client
    run: Row[Any]
    day: date
    targets: Mapping[int, Target]

    def read(
        self, records: Sequence[Record], paths: Mapping[str, str]
    ) -> dict[ValueName, StoredValue]:
        """The values held at and below the org units of ``records``, in as few readings as fit."""
        loads = Counter(paths[record.org_unit_uid] for record in records)
        held: dict[ValueName, StoredValue] = {}
        for uid in reading_units(loads, self.run.view_org_units):
            held |= read_values(self.dhis2, self.run.data_set_uid, self.day, uid)
        return held

    def foreign(self, record: Record, held: Mapping[ValueName, StoredValue]) -> list[Difference]:
        """The figures of a record that somebody else entered, and otherwise than frozen."""
        target = self.targets[record.target_id]
        return [
            wrong
            for wrong in differences(target, record.org_unit_uid, record.figures, held)
            if wrong.found is not None and held[wrong.key].get("storedBy") != self.run.username
        ]


def hold_figures_of_others(
    database: Database,
    present: PresentFigures,
    records: Sequence[Record],
    paths: Mapping[str, str],
) -> list[Record]:
    """Hold the records under whose keys DHIS2 has other figures of other people; return the rest.

    Only records that were never sent are compared. The hold is examined anew every night.
    """
    new = [record for record in records if record.is_first]
    held = present.read(new, paths) if new else {}
    if not held:
        return list(records)
    foreign = [(record, wrong) for record in new if (wrong := present.foreign(record, held))]
    if foreign:
        with database.transaction() as tx:
            tx.run(
                "push/upsert_holds",
                reason_code=ENTERED_BY_SOMEONE_ELSE.code,
                is_from_answer=True,
                store_ids=[record.store_id for record, _ in foreign],
                product_ids=[record.product_id for record, _ in foreign],
                days=[present.day] * len(foreign),
                sentences=[_sentence(present.day, wrong[0], held) for _, wrong in foreign],
                mender=ENTERED_BY_SOMEONE_ELSE.mender,
                night=present.run.night,
            )
    kept_back = {id(record) for record, _ in foreign}
    return [record for record in records if id(record) not in kept_back]


def _sentence(day: date, wrong: Difference, held: Mapping[ValueName, StoredValue]) -> str:
    stored = held[wrong.key]
    finding = (
        f"{stored.get('storedBy') or 'somebody'} entered {wrong.found} as {wrong.category} "
        f"of {day} ({stored.get('lastUpdated')}); the frozen figure is {wrong.frozen}"
    )
    return ENTERED_BY_SOMEONE_ELSE.sentence.format(finding)
