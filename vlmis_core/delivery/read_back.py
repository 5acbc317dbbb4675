"""Read back from DHIS2 what was sent, and post the records that it holds exactly as frozen."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.close_interrupted_requests import close_interrupted_requests
from vlmis_core.delivery.model.data_values import DataValues
from vlmis_core.delivery.model.payload import Target
from vlmis_core.delivery.model.read_back import Difference, FetchScope, differences, fetch_scopes
from vlmis_core.delivery.push_run import PushRun, select_run
from vlmis_core.delivery.sender_lock import only_sender
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.data_values import StoredValue, read_values
from vlmis_core.dhis2.identifiers import ValueName

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class ReadBackResult:
    """What the comparison found, in records."""

    posted: int = 0
    differing: int = 0
    unproved: int = 0
    """Equal in DHIS2, but its answer did not account for them: sent again next night."""


def read_back(database: Database, dhis2: Dhis2Client, *, run_id: str) -> ReadBackResult:
    """Compare everything that was sent and not compared yet; post what is equal and accepted.

    Covers what an earlier run was killed before comparing. Running it again compares the rest.

    Raises:
        Dhis2UnavailableError: DHIS2 does not answer; what was compared so far stays posted.
        Dhis2AnswerError: the user may not read the values.
        ConcurrentRunError: another run is sending to the data set now.
        PermanentError: the run was not planned.
    """
    run = select_run(database, run_id)
    found = ReadBackResult()
    with only_sender(database, run.data_set_uid) as keep_alive:
        close_interrupted_requests(database, run.data_set_uid)
        for part in _parts(database, run):
            held = read_values(dhis2, run.data_set_uid, part.day, **part.scope._asdict())
            with database.transaction() as tx:
                _compare(tx, run, part, held, found)
            keep_alive()
    _LOG.info(
        "Read back: %d records are posted, %d differ, %d are equal without an accepting answer.",
        found.posted,
        found.differing,
        found.unproved,
    )
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """What one request reads: a day, some org units, and the stores that report there."""

    day: date
    scope: FetchScope
    store_ids: list[int]


class _OrgUnitLoad(NamedTuple):
    path: str
    records: int
    store_ids: list[int]


class _SentRecord(NamedTuple):
    """A record that waits to be compared."""

    store_id: int
    product_id: int
    target_id: int
    org_unit_uid: str
    request_id: int
    is_accepted: bool
    data_element_uid: str
    option_combo_uids: list[str]
    data_values: DataValues


def _parts(database: Database, run: PushRun) -> Iterator[_Part]:
    data_set = run.data_set_uid
    with database.transaction() as tx:
        days = [row.day for row in tx.rows("delivery/select_days_awaiting", data_set_uid=data_set)]
    for day in days:
        with database.transaction() as tx:
            units = tx.rows(
                "delivery/count_awaiting_by_org_unit",
                as_=_OrgUnitLoad,
                day=day,
                data_set_uid=data_set,
            )
        loads = {unit.path: unit.records for unit in units}
        for scope in fetch_scopes(loads, run.view_org_units):
            covered = (unit.store_ids for unit in units if _covers(scope, unit.path))
            yield _Part(day, scope, sorted({store for stores in covered for store in stores}))


def _covers(scope: FetchScope, path: str) -> bool:
    uids = path.split("/")
    return scope.org_unit_uid in (uids if scope.with_children else uids[-1:])


def _compare(
    tx: Transaction,
    run: PushRun,
    part: _Part,
    held: Mapping[ValueName, StoredValue],
    found: ReadBackResult,
) -> None:
    rows = tx.rows(
        "delivery/select_awaiting",
        as_=_SentRecord,
        day=part.day,
        data_set_uid=run.data_set_uid,
        store_ids=part.store_ids,
        **part.scope._asdict(),
    )
    differing: list[tuple[_SentRecord, list[Difference]]] = []
    equal: list[_SentRecord] = []
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
    found.posted += tx.value(
        "delivery/post_records",
        as_=int,
        run_id=run.run_id,
        day=part.day,
        request_ids=[row.request_id for row in proved],
        **_keys(proved),
    )
    compared = [row for row, _ in differing] + unproved
    tx.run("delivery/settle_records", day=part.day, **_keys(compared))
    tx.copy_rows("delivery/copy_differences", _difference_rows(run, part.day, held, differing))
    found.differing += len(differing)
    found.unproved += len(unproved)


def _keys(rows: Sequence[_SentRecord]) -> dict[str, list[int]]:
    return {
        "store_ids": [row.store_id for row in rows],
        "product_ids": [row.product_id for row in rows],
    }


def _difference_rows(
    run: PushRun,
    day: date,
    held: Mapping[ValueName, StoredValue],
    differing: Sequence[tuple[_SentRecord, list[Difference]]],
) -> Iterator[tuple[object, ...]]:
    for row, wrong in differing:
        for difference in wrong:
            stored = held.get(difference.key)
            yield (
                run.run_id,
                day,
                row.store_id,
                row.product_id,
                str(difference.category),
                difference.frozen,
                difference.found,
                stored.get("storedBy") if stored else None,
                stored.get("lastUpdated") if stored else None,
            )
