"""The metadata that DHIS2 needs to take stock data values, object by object, as its JSON.

What is new follows from codes: names people may change in DHIS2 later, codes and uids they keep.
Objects are readable by everybody; values are written by the group of the service user only.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from vlmis_core.dhis2.identifiers import uid_of
from vlmis_core.dhis2_setup.model.indicators import (
    Formula,
    StockIndicator,
    indicator_code,
    indicator_uid,
)

MetaObject: TypeAlias = Mapping[str, Any]
"""A metadata object as DHIS2 writes it in JSON."""

STOCK_CODE = "VLMIS_STOCK"
SERVICE_CODE = "VLMIS_SERVICE"
DEFAULT_DATA_SET_CODE = "VLMIS_DAILY"
DEFAULT_COMBO_NAME = "default"
SERVICE_ROLE_NAME = "VLMIS service"
SERVICE_AUTHORITIES = ("F_DATAVALUE_ADD", "F_USER_VIEW")

EXPIRY_DAYS = 10
"""Five attempts need six; the rest is for an outage, or a freeze that is late."""
OPEN_FUTURE_PERIODS = 1
"""With 0, a server whose calendar lags behind refuses a day that was frozen early."""

_SHORT = 50  # Characters that DHIS2 takes as a short name.
_READABLE = {"public": "r-------"}


@dataclass(frozen=True, slots=True)
class ProductNeed:
    """A product in use, and the data element that it reports into, if it has one."""

    code: str
    name: str
    hmis_code: str | None


@dataclass(frozen=True, slots=True)
class SetupNeeds:
    """What this installation asks of DHIS2.

    Attributes:
        data_set: Code or uid of the data set, as in the settings.
        category_codes: Codes of the nine category options, in our order.
        products: The products in use, by code.
        org_units: Uids of the org units to which stores are attached.
        root_org_unit: Where the service user captures and views.
        service_user: Its username.
    """

    data_set: str
    category_codes: Sequence[str]
    products: Sequence[ProductNeed]
    org_units: Collection[str]
    root_org_unit: str
    service_user: str


def element_uid(product_code: str) -> str:
    """The uid of the data element that is made for a product."""
    return uid_of("dataElement", product_code)


def category_option(code: str, group: str) -> MetaObject:
    """One of the nine data values."""
    return {**_named("categoryOption", code, _title(code)), "sharing": _writable_by(group)}


def category(option_uids: Iterable[str]) -> MetaObject:
    """The category that holds the nine options, in our order."""
    return {
        **_named("category", STOCK_CODE, "Stock movement"),
        "dataDimensionType": "DISAGGREGATION",
        "categoryOptions": [{"id": uid} for uid in option_uids],
        "sharing": _READABLE,
    }


def category_combo(category_uid: str) -> MetaObject:
    """The combo of stock movements; a total over its options means nothing and is skipped."""
    return {
        "id": uid_of("categoryCombo", STOCK_CODE),
        "code": STOCK_CODE,
        "name": "Stock movement",
        "dataDimensionType": "DISAGGREGATION",
        "skipTotal": True,
        "categories": [{"id": category_uid}],
        "sharing": _READABLE,
    }


def option_combo(code: str, combo_uid: str, option_uid: str) -> MetaObject:
    """The combo of one option: importing metadata does not generate these by itself."""
    return {
        "id": uid_of("categoryOptionCombo", code),
        "code": code,
        "name": _title(code),
        "categoryCombo": {"id": combo_uid},
        "categoryOptions": [{"id": option_uid}],
    }


def data_element(product: ProductNeed, combo_uid: str) -> MetaObject:
    """The data element of a product: whole numbers of either sign, zeros kept, flows summed."""
    name = f"{product.name} stock"
    short = name if len(name) <= _SHORT else f"{product.code} stock"[:_SHORT]
    return {
        "id": element_uid(product.code),
        "code": product.code,
        "name": name,
        "shortName": short,
        "domainType": "AGGREGATE",
        "valueType": "INTEGER",
        "aggregationType": "SUM",
        "zeroIsSignificant": True,
        "categoryCombo": {"id": combo_uid},
        "sharing": _READABLE,
    }


def user_role() -> MetaObject:
    """What the service user may do: enter values, and look up the people who log in."""
    return {
        "id": uid_of("userRole", SERVICE_CODE),
        "name": SERVICE_ROLE_NAME,
        "authorities": list(SERVICE_AUTHORITIES),
    }


def user(username: str, role_uid: str, root_org_unit: str) -> MetaObject:
    """The service user, without a password: whoever makes it adds one."""
    return {
        "id": uid_of("user", username),
        "username": username,
        "firstName": "VLMIS",
        "surname": "Service",
        "userRoles": [{"id": role_uid}],
        "organisationUnits": [{"id": root_org_unit}],
        "dataViewOrganisationUnits": [{"id": root_org_unit}],
    }


def user_group(user_uid: str) -> MetaObject:
    """Who may write stock data values; a country can add people of its own."""
    return {
        "id": uid_of("userGroup", SERVICE_CODE),
        "code": SERVICE_CODE,
        "name": "VLMIS service",
        "users": [{"id": user_uid}],
    }


def data_set(
    identity: Mapping[str, str], element_uids: Iterable[str], org_units: Iterable[str], group: str
) -> MetaObject:
    """The daily data set, assigned to the org units that have stores."""
    return {
        **identity,
        "name": "VLMIS daily stock",
        "shortName": "VLMIS daily stock",
        "periodType": "Daily",
        "openFuturePeriods": OPEN_FUTURE_PERIODS,
        "expiryDays": EXPIRY_DAYS,
        "timelyDays": 0,
        "dataSetElements": [
            {"dataSet": {"id": identity["id"]}, "dataElement": {"id": uid}} for uid in element_uids
        ],
        "organisationUnits": [{"id": uid} for uid in sorted(org_units)],
        "sharing": _writable_by(group),
    }


def indicator_type(*, is_percentage: bool) -> MetaObject:
    """A plain number, or a percentage, as an indicator."""
    code, name = ("VLMIS_PERCENT", "VLMIS %") if is_percentage else ("VLMIS_NUMBER", "VLMIS number")
    return {
        "id": uid_of("indicatorType", code),
        "name": name,
        "factor": 100 if is_percentage else 1,
        "number": not is_percentage,
    }


def indicator(
    product: ProductNeed,
    row: StockIndicator,
    formula: Formula,
    type_uid: str,
    legend_sets: Iterable[str] = (),
) -> MetaObject:
    """One indicator of a product."""
    name = f"{product.name} {row.name}"
    return {
        "id": indicator_uid(product.code, row),
        "code": indicator_code(product.code, row),
        "name": name,
        "shortName": name if len(name) <= _SHORT else indicator_code(product.code, row),
        "description": row.definition,
        "annualized": False,
        "indicatorType": {"id": type_uid},
        "numerator": formula.numerator,
        "numeratorDescription": row.name.capitalize(),
        "denominator": formula.denominator,
        "denominatorDescription": "1" if formula.denominator == "1" else "Divided by",
        "legendSets": [{"id": uid} for uid in legend_sets],
        "sharing": _READABLE,
    }


def _named(kind: str, code: str, name: str) -> dict[str, Any]:
    return {"id": uid_of(kind, code), "code": code, "name": name, "shortName": name[:_SHORT]}


def _title(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _writable_by(group: str) -> dict[str, Any]:
    return {"public": "r-------", "userGroups": {group: {"id": group, "access": "r-rw----"}}}
