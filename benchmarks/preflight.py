"""The holds of the preflight after more than a year of days that are not settled."""

import time
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text

from benchmarks.country import DAY, Size, build
from benchmarks.freeze import freeze
from benchmarks.push import ATTACH
from tests.support.postgres import TestDatabase, TestServer
from vlmis_core.delivery.plan_push import RULES_WITHOUT_VALUES

SIZE = Size(500, 40, 0)
UNSETTLED_DAYS = 400
_DATA_SET = "DataSetUid1"
_POSTED = (
    # Everything was posted but the records of 20 stores, so that every day waits for these.
    "insert into vlmis.delivery_target (data_set_uid, data_element_uid, option_combo_uids)"
    f" select '{_DATA_SET}', hmis_code, array_fill('ComboUid001'::text, array[9])"
    " from vlmis.product",
    "insert into vlmis.reported_target (target_id, product_id)"
    " select target_id, product_id from vlmis.delivery_target"
    " join vlmis.product on data_element_uid = hmis_code",
    "insert into vlmis.reported_org_unit (org_unit_uid, store_id)"
    " select org_unit_uid, store_id from vlmis.store",
    "insert into vlmis.delivery"
    " (day, store_id, product_id, target_id, request_id, state, org_unit_uid)"
    " select day, store_id, product_id, target_id, 1, 'posted', org_unit_uid from vlmis.eod_row"
    " join vlmis.store using (store_id) join vlmis.reported_target using (product_id)"
    f" where store_id > 20 and day >= '{DAY}'",
    "vacuum analyze",
)


@dataclass(frozen=True, slots=True)
class PreflightTimes:
    """The slowest of the holds that read no values, its seconds, and those of a bare scan."""

    slowest: str
    seconds: float
    scan: float


def preflight(server: TestServer) -> PreflightTimes:
    """Find nothing to hold in more than a year of days that wait for a few records each."""
    with server.fresh_database() as vlmis:
        build(vlmis, SIZE)
        freeze(vlmis)
        for statement in ATTACH:
            vlmis.execute(statement)
        engine = vlmis.as_role("postgres").engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            _copy_days(connection)
            for posted in _POSTED:
                connection.execute(text(posted.replace("::", r"\:\:")))
            begun = time.perf_counter()
            connection.execute(text("select count(*), sum(closing) from vlmis.eod_row"))
            scan = time.perf_counter() - begun
        times = {rule: _seconds(vlmis, rule) for rule in RULES_WITHOUT_VALUES}
    slowest = max(times, key=times.__getitem__)
    return PreflightTimes(slowest, times[slowest], scan)


def _copy_days(connection: Connection) -> None:
    """Write the frozen day once more for every day after it, with the triggers off."""
    connection.execute(text("set session_replication_role = replica"))
    for number in range(1, UNSETTLED_DAYS):
        day = DAY + timedelta(days=number)
        table = f"vlmis_days.eod_row_{day:%Y%m%d}"
        connection.execute(
            text(
                f"create table {table} partition of vlmis.eod_row"
                f" for values from ('{day}') to ('{day + timedelta(days=1)}')"
            )
        )
        for name in (table, "vlmis.stock_day"):
            of = "vlmis.eod_row" if name == table else name
            connection.execute(
                text(
                    f"insert into {name} select (jsonb_populate_record(source, :changed)).*"
                    f" from {of} as source where source.day = :day"
                ),
                {"changed": f'{{"day": "{day}"}}', "day": DAY},
            )


def _seconds(vlmis: TestDatabase, rule: str) -> float:
    """Seconds of a rule, the lesser of two."""
    times = []
    for _ in range(2):
        begun = time.perf_counter()
        with vlmis.pipeline.transaction() as tx:
            tx.rows(rule, snapshot_id=1, push_from=DAY)
        times.append(time.perf_counter() - begun)
    return min(times)
