"""What the DHIS2 stand-in itself takes and gives: a test against it can be no faster than this."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

import requests
from requests.auth import HTTPBasicAuth

from benchmarks.country import DAY
from sandbox.stand_in.country import (
    SERVICE_USER,
    data_element_uid,
    data_set_uid,
    national_country,
    option_combo_uid,
)
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.server import running
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.payload import PayloadBuilder, Target, compressed
from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2.client import Dhis2Client, new_request_id
from vlmis_core.dhis2.data_values import read_values, send_values
from vlmis_core.dhis2.session import prepared

NOW = datetime(2026, 1, 2, 20, tzinfo=UTC)
PRODUCTS = ("AS27000", "AS27132", "AS27133")
RECORDS_PER_REQUEST = 555


@dataclass(frozen=True, slots=True)
class StandInSpeed:
    """Values per second of a core, the little that the client needs included."""

    version: str
    taken_per_second: float
    given_per_second: float


def stand_in(version: str) -> StandInSpeed:
    """One day of every org unit of the national country, sent and read back."""
    dhis2 = Dhis2(version=version, now=NOW)
    national_country(dhis2)
    targets = {
        number: Target(data_element_uid(code), tuple(map(option_combo_uid, CATEGORIES)))
        for number, code in enumerate(PRODUCTS)
    }
    units = sorted(dhis2.metadata.of("organisationUnits"))
    records = [
        Record(store, product, product, unit, (100, 0, 0, 0, 5, 4, 1, 0, 90))
        for store, unit in enumerate(units)
        for product in targets
    ]
    builder = PayloadBuilder(data_set_uid(), DAY, targets)
    parts = [
        compressed(builder.body(records[start : start + RECORDS_PER_REQUEST]))
        for start in range(0, len(records), RECORDS_PER_REQUEST)
    ]
    session = prepared(
        requests.Session(), HTTPBasicAuth(SERVICE_USER.username, SERVICE_USER.password)
    )
    with running(dhis2) as base_url:
        client = Dhis2Client(session, base_url)
        begun = time.process_time()
        for part in parts:
            send_values(client, part, request_id=new_request_id())
        taken = time.process_time()
        held = read_values(client, data_set_uid(), DAY, _root(dhis2))
        given = time.process_time()
    if len(held) != len(records) * len(CATEGORIES):
        raise RuntimeError(f"the stand-in holds {len(held)} values of {len(records)} records")
    return StandInSpeed(version, len(held) / (taken - begun), len(held) / (given - taken))


def _root(dhis2: Dhis2) -> str:
    units = dhis2.metadata.of("organisationUnits").values()
    return next(str(unit["id"]) for unit in units if not unit.get("parent"))
