"""The checks of ``vlmis doctor``: whether this deployment works, and what to do where it does not.

They need neither Airflow nor a running server: what cannot be reached is a failed check.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from vlmis_core.database import Database
from vlmis_core.database.roles import ANALYST, AUTH, PIPELINE, RECORDER
from vlmis_core.delivery.open_differences import list_open_differences, messages_of
from vlmis_core.delivery.production import read_production_state
from vlmis_core.delivery.register_completeness import read_open_registrations
from vlmis_core.delivery.warn_of_closing import (
    days_closing_soon,
    expiry_advice,
    find_latest_run,
)
from vlmis_core.deployment import open_client
from vlmis_core.errors import NotLiveError, SettingsError, VlmisError
from vlmis_core.ledger.calendar import local_date, newest_day_to_freeze
from vlmis_core.ledger.frozen_days import read_published_days
from vlmis_core.ledger.receipts import count_waiting_receipts, overdue_before
from vlmis_core.messages import message
from vlmis_core.operations.check_database import check_database
from vlmis_core.operations.check_result import (
    Check,
    CheckResult,
    CheckStatus,
    failed,
    passed,
    warning,
)
from vlmis_core.operations.compare_objects import check_objects
from vlmis_core.org_units.refresh_org_units import list_set_aside
from vlmis_core.settings import Settings

_GIB = 1 << 30
DISK_ERROR, DISK_WARNING = _GIB, 5 * _GIB  # Bytes free: less than a night, less than a month.

_EXAMPLES_MAX = 3

DatabaseAs = Callable[[str], AbstractContextManager[Database]]
"""Opens the database as one role."""


def check_settings(load: Callable[[], Settings]) -> tuple[Settings | None, CheckResult]:
    """Check that the settings can be read; return them, if so."""
    try:
        settings = load()
    except VlmisError as error:
        problems = error.details if isinstance(error, SettingsError) else [error.message]
        return None, failed(Check.SETTINGS, message("settings_are_wrong", problems=problems))
    return settings, passed(Check.SETTINGS, message("settings_are_valid", home=str(settings.home)))


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
        yield check_org_units(database_as)
        yield check_receipts(database_as, settings, now=now)
        yield check_closing_days(database_as, now=now)
        yield check_production_state(database_as, settings)
        yield check_posted_values(database_as)
        yield check_completeness(database_as)
    yield check_dhis2(settings)


def check_disk(settings: Settings) -> CheckResult:
    """Check that the disk of the home has room."""
    path = settings.home if settings.home.exists() else settings.home.absolute().parent
    free = shutil.disk_usage(path).free
    values = {"free": f"{free / _GIB:,.1f}", "path": str(path)}
    if free >= DISK_WARNING:
        return passed(Check.DISK, message("disk_has_space", **values))
    result = failed if free < DISK_ERROR else warning
    return result(Check.DISK, message("disk_is_nearly_full", **values))


def _database_results(
    admin: AbstractContextManager[Database], settings: Settings, now: datetime
) -> Iterator[CheckResult]:
    try:
        with admin as database:
            yield from check_database(database, settings, now=now)
            yield check_objects(database, settings)
    except VlmisError as error:
        detail = message("database_cannot_be_checked", detail=error.message)
        yield failed(Check.DATABASE, detail)


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
        return failed(Check.ROLES, message("roles_cannot_log_in", roles=refused, detail=detail))
    return passed(Check.ROLES, message("roles_can_log_in", roles=list(roles)))


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
        return warning(Check.NIGHTS, message("no_night_is_due_yet", detail=error.message))
    except VlmisError as error:
        return failed(Check.NIGHTS, message("nights_cannot_be_checked", detail=error.message))
    due = newest_day_to_freeze(now - grace, settings.zone)
    late = (due - newest).days
    if late <= 0:
        return passed(Check.NIGHTS, message("nights_are_frozen", newest=newest))
    return failed(Check.NIGHTS, message("nights_are_late", count=late, newest=newest, due=due))


def check_org_units(database_as: DatabaseAs) -> CheckResult:
    """Check that every org unit that the newest refresh found could be used."""
    try:
        with database_as(PIPELINE) as database:
            set_aside = list_set_aside(database)
    except VlmisError as error:
        detail = message("nights_cannot_be_checked", detail=error.message)
        return failed(Check.ORG_UNITS, detail)
    if not set_aside:
        return passed(Check.ORG_UNITS, message("org_units_are_usable"))
    reasons = [unit.message for unit in set_aside[:_EXAMPLES_MAX]]
    found = message("org_units_are_set_aside", count=len(set_aside), reasons=reasons)
    return warning(Check.ORG_UNITS, found)


def check_receipts(database_as: DatabaseAs, settings: Settings, *, now: datetime) -> CheckResult:
    """Check that stores have confirmed what was distributed before the days of the setting."""
    days = settings.receipt_days
    before = overdue_before(local_date(now, settings.zone), days)
    try:
        with database_as(PIPELINE) as database:
            found = count_waiting_receipts(database, store_ids=None, sent_before=before)
    except VlmisError as error:
        detail = message("nights_cannot_be_checked", detail=error.message)
        return failed(Check.RECEIPTS, detail)
    if found.overdue:
        overdue = message("receipts_are_overdue", count=found.overdue, days=days)
        return warning(Check.RECEIPTS, overdue)
    return passed(Check.RECEIPTS, message("receipts_are_confirmed", days=days))


def check_closing_days(database_as: DatabaseAs, *, now: datetime) -> CheckResult:
    """Check that DHIS2 closes no day within three days that misses records."""
    try:
        with database_as(PIPELINE) as database:
            return check_closing(database, now=now)
    except VlmisError as error:
        detail = message("nights_cannot_be_checked", detail=error.message)
        return failed(Check.CLOSING_DAYS, detail)


def check_closing(database: Database, *, now: datetime) -> CheckResult:
    """Check the days that DHIS2 closes within three days, by the snapshot of the latest push."""
    with database.transaction() as tx:
        run = find_latest_run(tx)
        if run is None:
            return passed(Check.CLOSING_DAYS, message("nothing_was_pushed_yet"))
        soon = days_closing_soon(tx, push_from=run.push_from, snapshot_id=run.snapshot_id, now=now)
    if soon:
        result = failed if soon[0].evenings_left <= 1 else warning
        return result(
            Check.CLOSING_DAYS, message("days_close_soon", days=[day.message for day in soon])
        )
    if advice := expiry_advice(run.expiry_days, days_expire=run.days_expire):
        return warning(Check.CLOSING_DAYS, advice)
    return passed(Check.CLOSING_DAYS, message("no_day_closes_soon"))


def check_production_state(database_as: DatabaseAs, settings: Settings) -> CheckResult:
    """Check whether records are sent from here; DHIS2 is not asked."""
    try:
        with database_as(PIPELINE) as database:
            state = read_production_state(database, settings)
    except VlmisError as error:
        detail = message("nights_cannot_be_checked", detail=error.message)
        return failed(Check.PRODUCTION, detail)
    if state.off_because is not None:
        return warning(
            Check.PRODUCTION, message("production_is_off_here", reason=state.off_because)
        )
    assert state.switch is not None
    kept, named = state.switch.push_from, settings.push_from
    if named not in (None, kept):
        return warning(
            Check.PRODUCTION, message("first_day_setting_has_no_effect", day=kept, setting=named)
        )
    on = message("production_is_on", address=state.switch.base_url, day=kept)
    return passed(Check.PRODUCTION, on)


def check_posted_values(database_as: DatabaseAs) -> CheckResult:
    """Check that DHIS2 holds what was posted, by what the pushes have seen of it."""
    try:
        with database_as(PIPELINE) as database:
            found = list_open_differences(database)
    except VlmisError as error:
        detail = message("nights_cannot_be_checked", detail=error.message)
        return failed(Check.POSTED_VALUES, detail)
    if found:
        differ = message("dhis2_differs_from_posted", differences=messages_of(found))
        return warning(Check.POSTED_VALUES, differ)
    return passed(Check.POSTED_VALUES, message("dhis2_holds_what_was_posted"))


def check_completeness(database_as: DatabaseAs) -> CheckResult:
    """Check that DHIS2 took the registrations of complete facilities and days."""
    try:
        with database_as(PIPELINE) as database:
            found = read_open_registrations(database)
    except VlmisError as error:
        detail = message("nights_cannot_be_checked", detail=error.message)
        return failed(Check.COMPLETENESS, detail)
    if found.finding is not None:
        refused = message("registrations_wait", count=found.refused, reason=found.finding)
        return warning(Check.COMPLETENESS, refused)
    return passed(Check.COMPLETENESS, message("dhis2_took_registrations"))


def check_dhis2(settings: Settings) -> CheckResult:
    """Check that DHIS2 answers and accepts the service user."""
    if settings.dhis2_url is None:
        return warning(Check.DHIS2, message("dhis2_is_not_set_up"))
    try:
        client = open_client(settings, longest_wait_seconds=30)
        user = client.get("me", fields="username")
        version = client.get("system/info").get("version")
    except VlmisError as error:
        return failed(Check.DHIS2, message("dhis2_does_not_answer", detail=error.message))
    found = message(
        "dhis2_answers",
        server=settings.dhis2_url,
        version=str(version),
        username=str(user.get("username")),
    )
    return passed(Check.DHIS2, found)
