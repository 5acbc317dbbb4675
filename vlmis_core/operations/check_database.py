"""The checks of the database: schema, rights, clocks, the day being frozen, what is not mapped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vlmis_core.database import Database, Transaction
from vlmis_core.database.revision import newest_revision
from vlmis_core.messages import message
from vlmis_core.operations.check_result import (
    Check,
    CheckResult,
    CheckStatus,
    failed,
    passed,
    warning,
)
from vlmis_core.settings import Settings
from vlmis_core.stores.list_conflicts import read_store_conflicts

CLOCKS_MAY_DIFFER = timedelta(seconds=5)
"""More, and a movement entered around midnight may count in another day than its user sees."""

CONFLICTS_SHOWN = 20

DAY_MAY_BE_CLOSING = timedelta(hours=2)
"""Longer than any night takes; recorders cannot enter movements of that day meanwhile."""


def check_database(database: Database, settings: Settings, *, now: datetime) -> list[CheckResult]:
    """Check schema, rights, clocks, the day that is being frozen, and what is not mapped."""
    with database.transaction() as tx:
        schema = _check_schema(tx)
        if schema.status is CheckStatus.ERROR:
            return [schema]
        return [
            schema,
            *_check_rights(tx),
            *_check_clocks(tx, settings, now),
            *_check_stuck_day(tx, now),
            *_check_mapping(tx),
            *_check_conflicts(tx),
        ]


def _check_schema(tx: Transaction) -> CheckResult:
    if not tx.value("operations/select_is_migrated"):
        return failed(Check.SCHEMA, message("database_is_empty"))
    present, needed = tx.value("operations/select_revision", as_=str), newest_revision()
    if present != needed:
        return failed(Check.SCHEMA, message("schema_is_outdated", present=present, needed=needed))
    return passed(Check.SCHEMA, message("schema_is_current", revision=present))


def _check_rights(tx: Transaction) -> Iterator[CheckResult]:
    excess = tx.rows("operations/select_excess_rights")
    if not excess:
        yield passed(Check.RIGHTS, message("rights_are_limited"))
    for row in excess:
        values = {"role": row.role_name} | ({"table": row.table_name} if row.table_name else {})
        yield failed(Check.RIGHTS, message(row.code, **values))


@dataclass(frozen=True, slots=True)
class _Clock:
    database_now: datetime
    database_local_now: datetime
    gate_zone: str


def _check_clocks(tx: Transaction, settings: Settings, now: datetime) -> Iterator[CheckResult]:
    (clock,) = tx.rows("operations/select_clock", as_=_Clock, zone=settings.zone.key)
    difference = clock.database_now - now
    seconds = f"{difference.total_seconds():+.1f}"
    if abs(difference) > CLOCKS_MAY_DIFFER:
        yield failed(Check.CLOCK, message("clocks_differ", seconds=seconds))
    else:
        yield passed(Check.CLOCK, message("clocks_agree", seconds=seconds))
    if clock.gate_zone != settings.zone.key:
        other = message("gate_has_another_zone", zone=settings.zone.key, kept=clock.gate_zone)
        yield failed(Check.TIME_ZONE, other)
    here = clock.database_now.astimezone(settings.zone).replace(tzinfo=None)
    yield _check_zone(settings.zone.key, here, clock.database_local_now)


def _check_zone(zone: str, here: datetime, there: datetime) -> CheckResult:
    time = f"{here:%H:%M}"
    if here != there:
        database_time = f"{there:%H:%M}"
        differ = message("time_zones_differ", zone=zone, time=time, database_time=database_time)
        return failed(Check.TIME_ZONE, differ)
    if zone == "UTC":
        return warning(Check.TIME_ZONE, message("time_zone_is_utc"))
    return passed(Check.TIME_ZONE, message("time_zones_agree", zone=zone, time=time))


@dataclass(frozen=True, slots=True)
class _StuckDay:
    day: date
    run_id: str
    begun_at: datetime


def _check_stuck_day(tx: Transaction, now: datetime) -> Iterator[CheckResult]:
    begun_before = now - DAY_MAY_BE_CLOSING
    stuck = tx.row("operations/select_stuck_day", as_=_StuckDay, begun_before=begun_before)
    if stuck is not None:
        found = message("day_is_stuck", day=stuck.day, at=stuck.begun_at, run=stuck.run_id)
        yield failed(Check.FREEZE, found)


@dataclass(frozen=True, slots=True)
class _Unmapped:
    store_count: int
    product_count: int


def _check_mapping(tx: Transaction) -> Iterator[CheckResult]:
    (unmapped,) = tx.rows("operations/count_unmapped", as_=_Unmapped)
    if unmapped.store_count:
        count = unmapped.store_count
        yield warning(Check.STORES, message("stores_have_no_org_unit", count=count))
    if unmapped.product_count:
        count = unmapped.product_count
        yield warning(Check.PRODUCTS, message("products_have_no_hmis_code", count=count))


def _check_conflicts(tx: Transaction) -> Iterator[CheckResult]:
    conflicts = read_store_conflicts(tx)
    for conflict in conflicts[:CONFLICTS_SHOWN]:
        yield warning(Check.STORES, conflict)
    if len(conflicts) > CONFLICTS_SHOWN:
        found = message("more_store_conflicts_exist", count=len(conflicts) - CONFLICTS_SHOWN)
        yield warning(Check.STORES, found)
