"""Store what DHIS2 offers in a night: server, user, rights, data set, data elements, org units."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vlmis_core.database import Database, Transaction
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.lock_exceptions import read_lock_exceptions
from vlmis_core.dhis2.metadata import (
    DataElement,
    DataSet,
    read_closed_options,
    read_data_elements,
    read_data_set,
    read_server,
    read_user,
)
from vlmis_core.dhis2.org_unit_entries import ListedUnit
from vlmis_core.dhis2.org_units import read_org_unit_dates
from vlmis_core.settings import Settings

SNAPSHOTS_KEPT = 10


def take_metadata_snapshot(
    database: Database, dhis2: Dhis2Client, settings: Settings, *, now: datetime
) -> int:
    """Read what the push depends on and store it; returns the id of the snapshot.

    Args:
        database: The VLMIS database, as the pipeline.
        dhis2: The server.
        settings: Name the data set that takes the data values, and its nine category options.
        now: When.

    Raises:
        Dhis2AccessError: DHIS2 refused the user; nothing more was sent.
        Dhis2AnswerError: no such data set, or the user may not see it.
    """
    server, user = read_server(dhis2), read_user(dhis2)
    found = read_data_set(dhis2, settings.data_set)
    reopened = read_lock_exceptions(dhis2, found.uid)
    with database.transaction() as tx:
        codes = [row.hmis_code for row in tx.rows("delivery/select_hmis_codes")]
        attached = [row.org_unit_uid for row in tx.rows("delivery/select_attached_org_units")]
    elements = list(read_data_elements(dhis2, codes, found, settings.category_codes))
    closed_options = read_closed_options(dhis2, settings.category_codes)
    org_units = read_org_unit_dates(dhis2)
    with database.transaction() as tx:
        snapshot_id = int(
            tx.value(
                "delivery/insert_snapshot",
                taken_at=now,
                base_url=dhis2.base_url,
                server_version=server.version,
                has_new_importer=server.has_new_importer,
                server_time=server.local_time,
                server_time_zone=_known_zone(server.time_zone),
                username=user.username,
                authorities=sorted(user.authorities),
                capture_org_units=list(user.capture_org_units),
                # Without org units of their own for viewing, users view where they capture.
                view_org_units=list(user.view_org_units or user.capture_org_units),
                data_set_uid=found.uid,
                data_set_name=found.name,
                period_type=found.period_type,
                expiry_days=found.expiry_days,
                open_future_periods=found.open_future_periods,
                has_input_periods=found.has_input_periods,
                attribute_combo=found.attribute_combo,
                can_read=found.can_read,
                can_write=found.can_write,
                closed_options=list(closed_options),
            )
        )
        _keep_details(tx, snapshot_id, found, elements)
        tx.copy_rows(
            "delivery/copy_org_units",
            ((snapshot_id, uid, *_present_dates(org_units.get(uid))) for uid in attached),
        )
        tx.copy_rows(
            "delivery/copy_lock_exceptions", ((snapshot_id, *each) for each in sorted(reopened))
        )
        tx.run("delivery/delete_old_snapshots", kept=SNAPSHOTS_KEPT)
    return snapshot_id


def _present_dates(
    unit: ListedUnit | None,
) -> tuple[bool, date | None, date | None, str | None]:
    if unit is None:
        return False, None, None, None
    fault = json.dumps(unit.fault.as_json()) if unit.fault else None
    return True, unit.opening_date, unit.closed_date, fault


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return name


def _keep_details(
    tx: Transaction, snapshot_id: int, data_set: DataSet, elements: Iterable[DataElement]
) -> None:
    tx.copy_rows(
        "delivery/copy_data_elements",
        (
            (
                snapshot_id,
                element.uid,
                element.name,
                element.value_type,
                element.aggregation_type,
                element.is_aggregate,
                element.is_zero_significant,
                element.uid in data_set.combo_by_element,
                list(element.combos.uids),
                json.dumps([problem.as_json() for problem in element.combos.problems]),
            )
            for element in elements
        ),
    )
    tx.copy_rows(
        "delivery/copy_assignments", ((snapshot_id, uid) for uid in set(data_set.org_unit_uids))
    )
    tx.copy_rows(
        "delivery/copy_input_periods",
        (
            (snapshot_id, period.day, period.opens_at, period.closes_at)
            for period in data_set.input_periods
        ),
    )
