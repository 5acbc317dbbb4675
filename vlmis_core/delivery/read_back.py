"""Read back from DHIS2 what was sent, and post what it holds exactly as frozen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.read_back import Difference, FetchScope, differences, fetch_scopes
from vlmis_core.delivery.push_batch import only_sender
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import StoredValue, read_values
from vlmis_core.dhis2.identifiers import ValueName
from vlmis_core.errors import PermanentError


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
        run = tx.row("delivery/select_run", run_id=run_id)
    if run is None:
        raise PermanentError(f"there is no push run {run_id}.")
    found = ReadBack()
    with only_sender(database, run.data_set_uid) as keep_lock:
        for part in _parts(database, run):
            held = read_values(dhis2, run.data_set_uid, part.day, **part.extent._asdict())
            with database.transaction() as tx:
                _compare(tx, run_id, run, part, held, found)
            keep_lock()
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """What is read at once: a day, of which org units, and the stores that report there."""

    day: date
    extent: FetchScope
    store_ids: list[int]


def _parts(database: Database, run: Row[Any]) -> Iterator[_Part]:
    data_set = run.data_set_uid
    with database.transaction() as tx:
        days = [row.day for row in tx.rows("delivery/select_days_awaiting", data_set_uid=data_set)]
    for day in days:
        with database.transaction() as tx:
            units = tx.rows("delivery/count_awaiting_by_org_unit", day=day, data_set_uid=data_set)
        loads = {unit.path: unit.records for unit in units}
        for extent in fetch_scopes(loads, run.view_org_units):
            read = (unit.store_ids for unit in units if _covers(extent, unit.path))
            yield _Part(day, extent, sorted({store for stores in read for store in stores}))


def _covers(extent: FetchScope, path: str) -> bool:
    uids = path.split("/")
    return extent.org_unit_uid in (uids if extent.with_children else uids[-1:])


def _compare(
    tx: Transaction,
    run_id: str,
    run: Row[Any],
    part: _Part,
    held: Mapping[ValueName, StoredValue],
    found: ReadBack,
) -> None:
    rows = tx.rows(
        "delivery/select_awaiting",
        day=part.day,
        data_set_uid=run.data_set_uid,
        store_ids=part.store_ids,
        **part.extent._asdict(),
    )
    differing: list[tuple[Row[Any], list[Difference]]] = []
    equal: list[Row[Any]] = []
    targets: dict[int, Target] = {}
    for row in rows:
        if row.target_id not in targets:
            targets[row.target_id] = Target(row.data_element_uid, tuple(row.option_combo_uids))
        wrong = differences(targets[row.target_id], row.org_unit_uid, row.data_values, held)
        if wrong:
            differing.append((row, wrong))
        else:
            equal.append(row)
    proved = [row for row in equal if row.is_accepted]
    unproved = [row for row in equal if not row.is_accepted]
    requests = [row.request_id for row in proved]
    posted = tx.run(
        "delivery/post_records",
        day=part.day,
        night=run.night,
        request_ids=requests,
        **_keys(proved),
    )
    settled = [row for row, _ in differing] + unproved
    tx.run("delivery/settle_records", day=part.day, **_keys(settled))
    tx.copy_rows("delivery/copy_differences", _difference_rows(run_id, part.day, held, differing))
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
    run_id: str,
    day: date,
    held: Mapping[ValueName, StoredValue],
    differing: Sequence[tuple[Row[Any], list[Difference]]],
) -> Iterator[tuple[object, ...]]:
    for row, wrong in differing:
        for difference in wrong:
            stored = held.get(difference.key)
            yield (
                run_id,
                day,
                row.store_id,
                row.product_id,
                str(difference.category),
                difference.frozen,
                difference.found,
                stored.get("storedBy") if stored else None,
                stored.get("lastUpdated") if stored else None,
            )
