"""Read back from DHIS2 what was sent, and post what it holds exactly as frozen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Database, Transaction
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import StoredValue, read_values
from vlmis_core.errors import PermanentError
from vlmis_core.reporting.data_values import figures_of
from vlmis_core.reporting.payload import Target
from vlmis_core.reporting.read_back import Difference, differences, reading_units
from vlmis_core.reporting.sent_values import ValueKey
from vlmis_core.services.push_batch import only_sender


@dataclass(slots=True)
class ReadBack:
    """What the comparison found; records, but ``values_equal`` counts values."""

    posted: int = 0
    values_equal: int = 0
    differing: int = 0
    unproved: int = 0
    """Equal in DHIS2, but its answer did not account for them: sent again next night."""


def read_back(database: Database, dhis2: Dhis2Client, *, run_id: str) -> ReadBack:
    """Compare everything that was sent and not compared yet; what is equal and accepted is posted.

    Covers what an earlier run was killed before comparing. Running it again compares the rest.

    Raises:
        Dhis2UnavailableError: DHIS2 does not answer; what was compared so far stays posted.
        Dhis2AnswerError: the user may not read the values.
        ConcurrentRunError: another run is sending to the data set now.
    """
    with database.transaction() as tx:
        run = tx.row("push/select_run", run_id=run_id)
    if run is None:
        raise PermanentError(f"there is no push run {run_id}.")
    found = ReadBack()
    with only_sender(database, run.data_set_uid) as keep_lock:
        for day, unit in _readings(database, run):
            held = read_values(dhis2, run.data_set_uid, day, unit)
            with database.transaction() as tx:
                _compare(tx, run_id, run, _Reading(day, unit, held), found)
            keep_lock()
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    day: date
    org_unit_uid: str
    held: Mapping[ValueKey, StoredValue]


def _readings(database: Database, run: Row[Any]) -> Iterator[tuple[date, str]]:
    with database.transaction() as tx:
        days = tx.rows("push/select_days_awaiting", data_set_uid=run.data_set_uid)
        loads = {
            row.day: {
                unit.path: unit.records
                for unit in tx.rows(
                    "push/count_awaiting_by_org_unit", day=row.day, data_set_uid=run.data_set_uid
                )
            }
            for row in days
        }
    for day, records in loads.items():
        for unit in reading_units(records, run.view_org_units):
            yield day, unit


def _compare(
    tx: Transaction, run_id: str, run: Row[Any], reading: _Reading, found: ReadBack
) -> None:
    rows = tx.rows(
        "push/select_awaiting",
        day=reading.day,
        data_set_uid=run.data_set_uid,
        org_unit_uid=reading.org_unit_uid,
    )
    held = {key: stored.value for key, stored in reading.held.items()}
    differing: list[tuple[Row[Any], list[Difference]]] = []
    equal: list[Row[Any]] = []
    targets: dict[int, Target] = {}
    for row in rows:
        if row.target_id not in targets:
            targets[row.target_id] = Target(row.data_element_uid, tuple(row.option_combo_uids))
        wrong = differences(targets[row.target_id], row.org_unit_uid, figures_of(row), held)
        if wrong:
            differing.append((row, wrong))
        else:
            equal.append(row)
    posted = tx.run("push/post_records", day=reading.day, night=run.night, **_keys(equal))
    unproved = [row for row in equal if not row.is_accepted]
    settled = [row for row, _ in differing] + unproved
    tx.run("push/settle_records", day=reading.day, **_keys(settled))
    tx.copy_rows("push/copy_differences", _difference_rows(run_id, reading, differing))
    found.posted += posted
    found.values_equal += 9 * len(equal)
    found.differing += len(differing)
    found.unproved += len(unproved)


def _keys(rows: Sequence[Row[Any]]) -> dict[str, list[int]]:
    return {
        "store_ids": [row.store_id for row in rows],
        "product_ids": [row.product_id for row in rows],
    }


def _difference_rows(
    run_id: str, reading: _Reading, differing: Sequence[tuple[Row[Any], list[Difference]]]
) -> Iterator[tuple[object, ...]]:
    for row, wrong in differing:
        for difference in wrong:
            stored = reading.held.get(difference.key)
            yield (
                run_id,
                reading.day,
                row.store_id,
                row.product_id,
                str(difference.category),
                difference.frozen,
                difference.found,
                stored.stored_by if stored else None,
                stored.stored_at if stored else None,
            )
