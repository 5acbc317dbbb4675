"""The generated country: Côte d'Ivoire as the national monthly file knows it."""

import csv
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sandbox.stand_in.accounts import token_key
from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.schema import MetaObject
from sandbox.stand_in.uids import uid_of
from vlmis_core.accounts.roles import Role
from vlmis_core.dhis2.analytics_settings import CHARTED_PERIOD_TYPES, SHOWS_ZEROS
from vlmis_core.national_file.codes import central_code, district_code, region_code

DATA = Path(__file__).resolve().parents[2] / "data"
MONTHLY_FILE = DATA / "cote_divoire_lmis_2016_2017.csv"
PRODUCTS_FILE = DATA / "cote_divoire_products.csv"

OPENED = "2000-01-01"
DATA_SET_CODE = "VLMIS_DAILY"
EXPIRY_DAYS = 10
OPEN_FUTURE_PERIODS = 2

MOVEMENTS = {
    "OPENING_BALANCE": "Opening balance",
    "RECEIVED": "Received",
    "RETURNED_IN": "Returned in",
    "RETURNED_OUT": "Returned out",
    "DISTRIBUTED": "Distributed",
    "DISPENSING": "Dispensing",
    "WASTAGE": "Wastage",
    "DISCREPANCY": "Discrepancy",
    "CLOSING_BALANCE": "Closing balance",
}
"""The category options by code: the data values of a record."""


@dataclass(frozen=True)
class DemoUser:
    """A person of the demo, with a password that is no secret, and a role in the VLMIS."""

    username: str
    password: str
    first_name: str
    surname: str
    org_unit_code: str
    authorities: tuple[str, ...] = ()
    what_for: str = ""
    role: Role | None = None


SERVICE_USER = DemoUser(
    "vlmis", "Vlmis-Demo-2026!", "VLMIS", "Service", central_code(),
    ("F_DATAVALUE_ADD", "F_USER_VIEW"), "the account under which the push writes",
)  # fmt: skip

DEMO_USERS = (
    SERVICE_USER,
    DemoUser(
        "awa.admin", "Awa-Demo-2026!", "Awa", "Koné", central_code(),
        what_for="system administrator at the central store", role=Role.ADMINISTRATOR,
    ),
    DemoUser(
        "yao.keeper", "Yao-Demo-2026!", "Yao", "Kouassi", "C4001",
        what_for="store keeper of site C4001", role=Role.STORE_KEEPER,
    ),
    DemoUser(
        "adjoua.keeper", "Adjoua-Demo-2026!", "Adjoua", "Brou",
        district_code("INDENIE-DJUABLIN", "ABENGOUROU"),
        what_for="store keeper of the district store of Abengourou", role=Role.STORE_KEEPER,
    ),
    DemoUser(
        "mariam.viewer", "Mariam-Demo-2026!", "Mariam", "Traoré", central_code(),
        what_for="viewer of the whole country", role=Role.VIEW_ONLY,
    ),
    DemoUser(
        "koffi.analyst", "Koffi-Demo-2026!", "Koffi", "N'Guessan", central_code(),
        what_for="analyst", role=Role.ANALYST,
    ),
    DemoUser(
        "sita.engineer", "Sita-Demo-2026!", "Sita", "Ouattara", central_code(),
        what_for="data engineer", role=Role.DATA_ENGINEER,
    ),
)  # fmt: skip
"""Everybody, with passwords: the one place where they stand."""

ROLE_CODE = "VLMIS_SERVICE"
_READABLE = {"public": "r-------", "users": {}, "userGroups": {}}


def national_country(dhis2: Dhis2) -> None:
    """Fill a server with Côte d'Ivoire: 247 org units, 11 products, one daily data set, people.

    Every identifier follows from a code, so that two servers have the same.
    """
    units = _org_units()
    dhis2.metadata.load({"organisationUnits": units})
    dhis2.metadata.load(_people())
    dhis2.metadata.load(_categories())
    products = _data_elements()
    dhis2.metadata.load({"dataElements": products})
    dhis2.metadata.load({"dataSets": [_data_set(products, units)]})
    never = dhis2.clock.now() + timedelta(days=3650)
    expire = int(never.timestamp() * 1000)
    dhis2.accounts.new_token(SERVICE_USER.username, expire=expire, key=service_token())


def bare_country(dhis2: Dhis2) -> None:
    """Fill a server with the org units of Côte d'Ivoire and nothing else, as for a set-up."""
    dhis2.metadata.load({"organisationUnits": _org_units()})


def service_token() -> str:
    """Return the personal access token of the service user: the same on every server."""
    return token_key(sha256(b"service token").hexdigest()[:40])


def org_unit_uid(code: str) -> str:
    """Return the identifier of the org unit with a code."""
    return uid_of(f"organisationUnit {code}")


def data_element_uid(product_code: str) -> str:
    """Return the identifier of the data element of a product."""
    return uid_of(f"dataElement {product_code}")


def show_all_on_dashboards(dhis2: Dhis2) -> None:
    """Set what ``vlmis dhis2 setup --apply --include-zeros --output-period-types`` sets.

    A new server has neither, so that its dashboards show too much stock and no flows.
    """
    dhis2.change_setting(SHOWS_ZEROS, True)
    dhis2.output_period_types = list(CHARTED_PERIOD_TYPES)


def option_combo_uid(movement_code: str) -> str:
    """Return the identifier of the category option combo of a movement."""
    return uid_of(f"categoryOptionCombo {movement_code}")


def data_set_uid() -> str:
    """Return the identifier of the daily data set."""
    return uid_of(f"dataSet {DATA_SET_CODE}")


@cache
def _places() -> list[tuple[str, str, str]]:
    """Region, district and code of every site of the national file, sorted."""
    with MONTHLY_FILE.open(encoding="utf-8", newline="") as lines:
        return sorted({(r["region"], r["district"], r["site_code"]) for r in csv.DictReader(lines)})


def _org_units() -> list[MetaObject]:
    units = {central_code(): _org_unit(central_code(), "Côte d'Ivoire", None)}
    for region, district, site in _places():
        of_region, of_district = region_code(region), district_code(region, district)
        units[of_region] = _org_unit(of_region, f"{region} region", central_code())
        units[of_district] = _org_unit(of_district, f"{district} district", of_region)
        units[site] = _org_unit(site, f"Site {site}", of_district) | {"geometry": _point(site)}
    return list(units.values())


def _org_unit(code: str, name: str, parent_code: str | None) -> MetaObject:
    unit: MetaObject = {
        "id": org_unit_uid(code), "code": code, "name": name, "shortName": name[:50],
        "openingDate": OPENED,
    }  # fmt: skip
    return unit | ({"parent": {"id": org_unit_uid(parent_code)}} if parent_code else {})


def _point(site: str) -> MetaObject:
    """Make up a point within the country: the file does not say where its sites are."""
    east, north = (int.from_bytes(sha256(site.encode()).digest()[at : at + 2]) for at in (0, 2))
    return {
        "type": "Point",
        "coordinates": [round(-7.5 + 4 * east / 2**16, 4), round(5.5 + 4 * north / 2**16, 4)],
    }


def _people() -> dict[str, list[MetaObject]]:
    role = {"id": uid_of(f"userRole {ROLE_CODE}"), "code": ROLE_CODE, "name": "VLMIS service"}
    plain = {"id": uid_of("userRole VLMIS_USER"), "code": "VLMIS_USER", "name": "VLMIS user"}
    roles = [
        {**role, "authorities": list(SERVICE_USER.authorities)},
        {**plain, "authorities": ["M_dhis-web-dashboard"]},
    ]
    return {
        "userRoles": roles,
        "users": [_user(each, role if each.authorities else plain) for each in DEMO_USERS],
    }


def _user(person: DemoUser, role: dict[str, str]) -> MetaObject:
    unit = [{"id": org_unit_uid(person.org_unit_code)}]
    return {
        "id": uid_of(f"user {person.username}"),
        "username": person.username,
        "password": person.password,
        "firstName": person.first_name,
        "surname": person.surname,
        "email": f"{person.username}@example.org",
        "phoneNumber": "+2250700000000",
        "userRoles": [{"id": role["id"]}],
        "organisationUnits": unit,
        "dataViewOrganisationUnits": unit,
    }


def _writable_by_service() -> dict[str, Any]:
    uid = uid_of(f"user {SERVICE_USER.username}")
    return {"public": "r-------", "users": {uid: {"id": uid, "access": "r-rw----"}}}


def _categories() -> dict[str, list[MetaObject]]:
    name = {"code": "VLMIS_STOCK", "name": "Stock movement", "shortName": "Stock movement"}
    category = uid_of("category VLMIS_STOCK")
    combo = uid_of("categoryCombo VLMIS_STOCK")
    option_ids = {code: uid_of(f"categoryOption {code}") for code in MOVEMENTS}
    kind = {"dataDimensionType": "DISAGGREGATION", "sharing": _READABLE}
    return {
        "categoryOptions": [
            {
                "id": option_ids[code], "code": code, "name": title, "shortName": title,
                "sharing": _writable_by_service(),
            }
            for code, title in MOVEMENTS.items()
        ],
        "categories": [
            {
                "id": category, **name, **kind,
                "categoryOptions": [{"id": uid} for uid in option_ids.values()],
            }
        ],
        "categoryCombos": [
            {"id": combo, **name, **kind, "skipTotal": False, "categories": [{"id": category}]}
        ],
        "categoryOptionCombos": [
            {
                "id": option_combo_uid(code), "code": code, "name": title,
                "categoryCombo": {"id": combo}, "categoryOptions": [{"id": option_ids[code]}],
            }
            for code, title in MOVEMENTS.items()
        ],
    }  # fmt: skip


def _data_elements() -> list[MetaObject]:
    with PRODUCTS_FILE.open(encoding="utf-8", newline="") as lines:
        products = list(csv.DictReader(lines))
    return [
        {
            "id": data_element_uid(each["product_code"]),
            "code": each["product_code"],
            "name": each["product_name"].strip(),
            "shortName": each["product_name"].strip()[:50],
            "domainType": "AGGREGATE",
            "valueType": "INTEGER",
            "aggregationType": "SUM",
            "zeroIsSignificant": True,
            "categoryCombo": {"id": uid_of("categoryCombo VLMIS_STOCK")},
            "sharing": _READABLE,
        }
        for each in products
    ]


def _data_set(products: list[MetaObject], units: list[MetaObject]) -> MetaObject:
    uid = data_set_uid()
    return {
        "id": uid,
        "code": DATA_SET_CODE,
        "name": "VLMIS daily stock",
        "shortName": "VLMIS daily stock",
        "periodType": "Daily",
        "openFuturePeriods": OPEN_FUTURE_PERIODS,
        "expiryDays": EXPIRY_DAYS,
        "timelyDays": 0,
        "dataSetElements": [
            {"dataSet": {"id": uid}, "dataElement": {"id": each["id"]}} for each in products
        ],
        "organisationUnits": [{"id": each["id"]} for each in units],
        "sharing": _writable_by_service(),
    }
