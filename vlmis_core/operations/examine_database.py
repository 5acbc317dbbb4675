"""Examine the database of a deployment: schema, rights, clocks, zones, days in trouble."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from vlmis_core.database import Database, Transaction
from vlmis_core.database.revision import newest_revision
from vlmis_core.operations.check_result import CheckResult, CheckStatus, passed

CLOCKS_MAY_DIFFER = timedelta(seconds=5)
"""More, and a movement typed around midnight may count in another day than its user sees."""

DAY_MAY_BE_CLOSING = timedelta(hours=2)
"""Longer than any night takes; recorders cannot enter that day meanwhile."""


def examine_database(database: Database, *, now: datetime, zone: ZoneInfo) -> list[CheckResult]:
    """Examine as the administrator (``addresses.admin_url``); changes nothing.

    Args:
        database: Entered by the one who migrates: other roles may not read the schema's revision.
        now: This machine's clock at the moment of the call.
        zone: The country's zone.
    """
    with database.transaction() as tx:
        results = [_schema(tx)]
        if results[0].status is CheckStatus.ERROR:
            return results
        results += [*_rights(tx), *_clocks(tx, now, zone), *_stuck_day(tx, now), *_unreached(tx)]
    return results


def _schema(tx: Transaction) -> CheckResult:
    action = "vlmis db migrate"
    if not tx.value("operations/select_is_migrated"):
        return CheckResult("schema", CheckStatus.ERROR, "the database is empty", action)
    present, newest = tx.value("operations/select_revision"), newest_revision()
    if present != newest:
        return CheckResult(
            "schema", CheckStatus.ERROR, f"at {present}, this version needs {newest}", action
        )
    return passed("schema", f"at {present}")


def _rights(tx: Transaction) -> Iterator[CheckResult]:
    excess = tx.rows("operations/select_excess_rights")
    if not excess:
        yield passed("rights", "no role of the application can rewrite the ledger or a frozen day")
    for row in excess:
        yield CheckResult(
            "rights",
            CheckStatus.ERROR,
            f"{row.role_name} {row.excess}",
            "Take it back (revoke, alter role, reassign owned) and ask who gave it.",
        )


def _clocks(tx: Transaction, now: datetime, zone: ZoneInfo) -> Iterator[CheckResult]:
    (clock,) = tx.rows("operations/select_clock", zone=zone.key)
    yield _clock(clock.database_now - now)
    here = clock.database_now.astimezone(zone).replace(tzinfo=None)
    yield _zone(zone.key, here, clock.database_local_now)


def _clock(difference: timedelta) -> CheckResult:
    seconds = f"{difference.total_seconds():+.1f} s against this machine"
    if abs(difference) > CLOCKS_MAY_DIFFER:
        return CheckResult("clock", CheckStatus.ERROR, seconds, "Set both clocks by NTP.")
    return passed("clock", seconds)


def _zone(name: str, here: datetime, there: datetime) -> CheckResult:
    if here != there:
        return CheckResult(
            "time zone",
            CheckStatus.ERROR,
            f"{name}: the database says {there:%H:%M}, this machine {here:%H:%M}",
            "Bring the time zone data of both up to date (tzdata).",
        )
    if name == "UTC":
        return CheckResult(
            "time zone",
            CheckStatus.WARNING,
            "UTC: days begin and end at midnight UTC",
            "Set VLMIS_TIME_ZONE to the country's zone before the first day, unless UTC is meant.",
        )
    return passed("time zone", f"{name}, now {here:%Y-%m-%d %H:%M}")


def _stuck_day(tx: Transaction, now: datetime) -> Iterator[CheckResult]:
    stuck = tx.row("operations/select_stuck_day", begun_before=now - DAY_MAY_BE_CLOSING)
    if stuck is not None:
        yield CheckResult(
            "freeze",
            CheckStatus.ERROR,
            f"{stuck.day} has been closing since {stuck.begun_at:%Y-%m-%d %H:%M} "
            f"(run {stuck.run_id})",
            f"Clear its failed task in Airflow, or take it over: vlmis eod freeze {stuck.day}.",
        )


def _unreached(tx: Transaction) -> Iterator[CheckResult]:
    found = tx.row("operations/select_unreached_stores")
    if found is not None and found.unattached_stores:
        yield CheckResult(
            "stores",
            CheckStatus.WARNING,
            f"{found.unattached_stores} without org unit: their figures do not reach DHIS2",
            "vlmis stores attach",
        )
    if found is not None and found.uncoded_products:
        yield CheckResult(
            "products",
            CheckStatus.WARNING,
            f"{found.uncoded_products} without HMIS Code: never reported",
            "vlmis products set-code",
        )
