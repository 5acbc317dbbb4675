"""What many tests need of a DHIS2 stand-in: a client, and stores at its org units."""

from datetime import datetime

import requests
from requests.auth import HTTPBasicAuth

from sandbox.stand_in.country import SERVICE_USER
from tests.support.postgres import TestDatabase
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import prepared
from vlmis_core.org_units.refresh_org_units import apply_org_units, read_org_units


def client_of(
    base_url: str,
    username: str = SERVICE_USER.username,
    password: str = SERVICE_USER.password,
    *,
    timeout_seconds: float = 5,
    session: requests.Session | None = None,
) -> Dhis2Client:
    """A client with a password, of the service user unless said otherwise."""
    made = prepared(session or requests.Session(), HTTPBasicAuth(username, password))
    return Dhis2Client(made, base_url, timeout_seconds=timeout_seconds)


def refresh_org_units(vlmis: TestDatabase, client: Dhis2Client, now: datetime) -> None:
    """Read the org units and apply whatever changed."""
    reading = read_org_units(vlmis.pipeline, client, now=now)
    apply_org_units(vlmis.pipeline, reading, accept_removals=True, now=now, today=now.date())


def attach_stores(vlmis: TestDatabase, sites: int) -> None:
    """A central store at the root, and sites below it, each at its org unit."""
    vlmis.execute(
        "insert into vlmis.store (code, name, org_unit_uid) select code, name, org_unit_uid"
        " from vlmis.org_unit where level = 1"
    )
    vlmis.execute(
        "insert into vlmis.store (code, name, org_unit_uid, supplier_store_id)"
        " select code, name, org_unit_uid, (select store_id from vlmis.store)"
        " from vlmis.org_unit where level = 4 order by code limit :sites",
        sites=sites,
    )
