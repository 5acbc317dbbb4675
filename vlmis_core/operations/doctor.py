"""The checks of ``vlmis doctor``: whether this deployment works, and what to do where it does not.

They need neither Airflow nor a running server: what cannot be reached is a failed check.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from vlmis_core.database import Database, Transaction
from vlmis_core.database.revision import newest_revision
from vlmis_core.database.roles import ANALYST, AUTH, PIPELINE, RECORDER
from vlmis_core.delivery.warn_of_closing import days_closing_soon, expiry_advice
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import open_session
from vlmis_core.errors import NotLiveError, VlmisError
from vlmis_core.ledger.calendar import newest_day_to_freeze
from vlmis_core.ledger.frozen_days import read_published_days
from vlmis_core.messages import Message, message
from vlmis_core.settings import Settings

_GIB = 1 << 30
DISK_ERROR, DISK_WARNING = _GIB, 5 * _GIB  # Bytes free: less than a night, less than a month.

CLOCKS_MAY_DIFFER = timedelta(seconds=5)
"""More, and a movement entered around midnight may count in another day than its user sees."""

DAY_MAY_BE_CLOSING = timedelta(hours=2)
"""Longer than any night takes; recorders cannot enter movements of that day meanwhile."""

DatabaseAs = Callable[[str], AbstractContextManager[Database]]
"""Opens the database as one role."""


class Check(StrEnum):
    """What is checked."""

    SETTINGS = "settings"
    DISK = "disk"
    DATABASE = "database"
    SCHEMA = "schema"
    RIGHTS = "rights"
    CLOCK = "clock"
    TIME_ZONE = "time_zone"
    FREEZE = "freeze"
    STORES = "stores"
    PRODUCTS = "products"
    ROLES = "roles"
    NIGHTS = "nights"
    CLOSING_DAYS = "closing_days"
    DHIS2 = "dhis2"


class CheckStatus(StrEnum):
    """The status of one check."""

    OK = "ok"
    WARNING = "warning"  # Everything works today; somebody should look.
    ERROR = "error"  # A night fails, or data is in danger.


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: its status, and a message with what was found and what to do."""

    check: Check
    status: CheckStatus
    message: Message


def _ok(check: Check, found: Message) -> CheckResult:
    return CheckResult(check, CheckStatus.OK, found)


def _warning(check: Check, found: Message) -> CheckResult:
    return CheckResult(check, CheckStatus.WARNING, found)


def _error(check: Check, found: Message) -> CheckResult:
    return CheckResult(check, CheckStatus.ERROR, found)


def check_settings(load: Callable[[], Settings]) -> tuple[Settings | None, CheckResult]:
    """Check that the settings can be read; return them, if so."""
    try:
        settings = load()
    except VlmisError as error:
        return None, _error(Check.SETTINGS, message("settings_are_wrong", detail=error.message))
    return settings, _ok(Check.SETTINGS, message("settings_are_valid", home=str(settings.home)))


def check_deployment(
    settings: Settings,
    database_as: DatabaseAs,
    admin: AbstractContextManager[Database],
    *,
    now: datetime,
    grace: timedelta,
) -> Iterator[CheckResult]:
    """Check everything but the settings, from the disk to DHIS2.

    Args:
        settings: The settings of this deployment.
        database_as: Opens the database as a role of the application.
        admin: Opens the database as the one who migrates: other roles cannot read the revision.
        now: This machine's clock.
        grace: How long after 23:59 a night may take.
    """
    yield check_disk(settings)
    results = list(_database_results(admin, settings, now))
    yield from results
    if not any(
        result.status is CheckStatus.ERROR and result.check in (Check.DATABASE, Check.SCHEMA)
        for result in results
    ):
        yield check_roles(database_as)
        yield check_nights(database_as, settings, now=now, grace=grace)
        yield check_closing_days(database_as, now=now)
    yield check_dhis2(settings)


def check_disk(settings: Settings) -> CheckResult:
    """Check that the disk of the home has room."""
    path = settings.home if settings.home.exists() else settings.home.absolute().parent
    free = shutil.disk_usage(path).free
    values = {"free": f"{free / _GIB:,.1f}", "path": str(path)}
    if free >= DISK_WARNING:
        return _ok(Check.DISK, message("disk_has_space", **values))
    result = _error if free < DISK_ERROR else _warning
    return result(Check.DISK, message("disk_is_nearly_full", **values))


def _database_results(
    admin: AbstractContextManager[Database], settings: Settings, now: datetime
) -> Iterator[CheckResult]:
    try:
        with admin as database:
            yield from check_database(database, settings, now=now)
    except VlmisError as error:
        detail = message("database_cannot_be_checked", detail=error.message)
        yield _error(Check.DATABASE, detail)


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
        ]


def _check_schema(tx: Transaction) -> CheckResult:
    if not tx.value("operations/select_is_migrated"):
        return _error(Check.SCHEMA, message("database_is_empty"))
    present, needed = tx.value("operations/select_revision", as_=str), newest_revision()
    if present != needed:
        return _error(Check.SCHEMA, message("schema_is_outdated", present=present, needed=needed))
    return _ok(Check.SCHEMA, message("schema_is_current", revision=present))


def _check_rights(tx: Transaction) -> Iterator[CheckResult]:
    excess = tx.rows("operations/select_excess_rights")
    if not excess:
        yield _ok(Check.RIGHTS, message("rights_are_limited"))
    for row in excess:
        values = {"role": row.role_name} | ({"table": row.table_name} if row.table_name else {})
        yield _error(Check.RIGHTS, message(row.code, **values))


@dataclass(frozen=True, slots=True)
class _Clock:
    database_now: datetime
    database_local_now: datetime


def _check_clocks(tx: Transaction, settings: Settings, now: datetime) -> Iterator[CheckResult]:
    (clock,) = tx.rows("operations/select_clock", as_=_Clock, zone=settings.zone.key)
    difference = clock.database_now - now
    seconds = f"{difference.total_seconds():+.1f}"
    if abs(difference) > CLOCKS_MAY_DIFFER:
        yield _error(Check.CLOCK, message("clocks_differ", seconds=seconds))
    else:
        yield _ok(Check.CLOCK, message("clocks_agree", seconds=seconds))
    here = clock.database_now.astimezone(settings.zone).replace(tzinfo=None)
    yield _check_zone(settings.zone.key, here, clock.database_local_now)


def _check_zone(zone: str, here: datetime, there: datetime) -> CheckResult:
    time = f"{here:%H:%M}"
    if here != there:
        database_time = f"{there:%H:%M}"
        differ = message("time_zones_differ", zone=zone, time=time, database_time=database_time)
        return _error(Check.TIME_ZONE, differ)
    if zone == "UTC":
        return _warning(Check.TIME_ZONE, message("time_zone_is_utc"))
    return _ok(Check.TIME_ZONE, message("time_zones_agree", zone=zone, time=time))


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
        yield _error(Check.FREEZE, found)


@dataclass(frozen=True, slots=True)
class _Unmapped:
    store_count: int
    product_count: int


def _check_mapping(tx: Transaction) -> Iterator[CheckResult]:
    (unmapped,) = tx.rows("operations/count_unmapped", as_=_Unmapped)
    if unmapped.store_count:
        count = unmapped.store_count
        yield _warning(Check.STORES, message("stores_have_no_org_unit", count=count))
    if unmapped.product_count:
        count = unmapped.product_count
        yield _warning(Check.PRODUCTS, message("products_have_no_hmis_code", count=count))


def check_roles(database_as: DatabaseAs) -> CheckResult:
    """Check that every role of the application can log in to the database."""
    roles, refused, detail = (RECORDER, PIPELINE, ANALYST, AUTH), [], ""
    for role in roles:
        try:
            with database_as(role) as database, database.engine.connect():
                pass
        except Exception as error:  # Whatever the reason, it is reported.
            refused.append(role)
            detail = str(error).splitlines()[0]
    if refused:
        return _error(Check.ROLES, message("roles_cannot_log_in", roles=refused, detail=detail))
    return _ok(Check.ROLES, message("roles_can_log_in", roles=list(roles)))


def check_nights(
    database_as: DatabaseAs, settings: Settings, *, now: datetime, grace: timedelta
) -> CheckResult:
    """Check that the newest day whose 23:59 came ``grace`` or longer ago is frozen.

    Reads the database alone, so that a monitor learns of a late night while Airflow is down.
    """
    try:
        with database_as(ANALYST) as database, database.transaction() as tx:
            newest = read_published_days(tx).newest
    except NotLiveError as error:
        return _warning(Check.NIGHTS, message("ledger_is_not_live", detail=error.message))
    except VlmisError as error:
        return _error(Check.NIGHTS, message("nights_cannot_be_checked", detail=error.message))
    due = newest_day_to_freeze(now - grace, settings.zone)
    late = (due - newest).days
    if late <= 0:
        return _ok(Check.NIGHTS, message("nights_are_frozen", newest=newest))
    return _error(Check.NIGHTS, message("nights_are_late", count=late, newest=newest, due=due))


def check_closing_days(database_as: DatabaseAs, *, now: datetime) -> CheckResult:
    """Check that DHIS2 closes no day within three days that misses records."""
    try:
        with database_as(PIPELINE) as database:
            return check_closing(database, now=now)
    except VlmisError as error:
        detail = message("nights_cannot_be_checked", detail=error.message)
        return _error(Check.CLOSING_DAYS, detail)


@dataclass(frozen=True, slots=True)
class _LatestRun:
    push_from: date
    snapshot_id: int
    expiry_days: int | None
    days_expire: bool | None


def check_closing(database: Database, *, now: datetime) -> CheckResult:
    """Check the days that DHIS2 closes within three days, by the snapshot of the latest push."""
    with database.transaction() as tx:
        run = tx.row("operations/select_latest_run", as_=_LatestRun)
        if run is None:
            return _ok(Check.CLOSING_DAYS, message("nothing_was_pushed_yet"))
        soon = days_closing_soon(tx, push_from=run.push_from, snapshot_id=run.snapshot_id, now=now)
    if soon:
        result = _error if soon[0].evenings_left <= 1 else _warning
        return result(Check.CLOSING_DAYS, message("days_close_soon", days=list(map(str, soon))))
    if advice := expiry_advice(run.expiry_days, days_expire=run.days_expire):
        return _warning(Check.CLOSING_DAYS, message("expiry_days_are_few", advice=advice))
    return _ok(Check.CLOSING_DAYS, message("no_day_closes_soon"))


def check_dhis2(settings: Settings) -> CheckResult:
    """Check that DHIS2 answers and accepts the service user."""
    if settings.dhis2_url is None:
        return _warning(Check.DHIS2, message("dhis2_is_not_set_up"))
    try:
        client = Dhis2Client(open_session(settings), settings.dhis2_url, timeout_seconds=30)
        user = client.get("me", fields="username")
        version = client.get("system/info").get("version")
    except VlmisError as error:
        return _error(Check.DHIS2, message("dhis2_does_not_answer", detail=error.message))
    found = message(
        "dhis2_answers",
        server=settings.dhis2_url,
        version=str(version),
        username=str(user.get("username")),
    )
    return _ok(Check.DHIS2, found)
