"""What is found in an object that DHIS2 has already: what keeps stock figures out, nothing else."""

from collections.abc import Mapping
from typing import Any

import pytest

from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2_setup.model import content, dashboard
from vlmis_core.dhis2_setup.model.content import MetaObject, ProductNeed, SetupNeeds
from vlmis_core.dhis2_setup.model.differences import Service, find_differences, may
from vlmis_core.dhis2_setup.model.indicators import MONTHS_OF_STOCK, formula_of
from vlmis_core.messages import Message, message

ROOT, GROUP, USER = "RootUnit001", "OtherGroup1", "ServiceUsr1"
NEEDS = SetupNeeds(
    data_set="VLMIS_DAILY",
    category_codes=[str(category) for category in CATEGORIES],
    products=[ProductNeed("BCG", "BCG", None), ProductNeed("OPV", "Polio", "PolioElemt1")],
    org_units=[ROOT],
    root_org_unit=ROOT,
    service_user="vlmis",
)
ELEMENTS = [content.element_uid("BCG"), "PolioElemt1"]
SERVICE = Service(USER, ROOT, {"userGroups": [{"id": GROUP, "users": [{"id": USER}]}]})
COMBO_UID = content.category_combo("Category001")["id"]
COMBO: MetaObject = {
    **content.category_combo("Category001"),
    "categoryOptionCombos": [
        {"id": f"Combo{number:06}", "categoryOptions": [{"code": code}]}
        for number, code in enumerate(NEEDS.category_codes)
    ],
}

WANTED: dict[str, MetaObject] = {
    "categoryOptions": content.category_option("WASTAGE", GROUP),
    "categories": content.category(f"Option{number:05}" for number in range(9)),
    "categoryCombos": content.category_combo("Category001"),
    "dataElements": content.data_element(NEEDS.products[0], COMBO_UID),
    "dataSets": content.data_set({"id": "DataSet0001", "code": "X"}, ELEMENTS, [ROOT], GROUP),
    "userRoles": content.user_role(),
    "users": content.user("vlmis", "Role0000001", ROOT),
    "userGroups": content.user_group(USER),
    "indicators": content.indicator(
        NEEDS.products[0],
        MONTHS_OF_STOCK,
        formula_of(MONTHS_OF_STOCK, ELEMENTS[0], [f"Combo{n:06}" for n in range(9)]),
        "Type0000001",
    ),
    "visualizations": dashboard.visualization(dashboard.CHARTS[0], ["Indicator01"], "DataSet0001"),
    "maps": dashboard.stock_out_map([("BCG", "Indicator01")]),
    "dashboards": dashboard.dashboard(["Chart000001"], "Map00000001"),
}
MADE: dict[str, MetaObject] = WANTED | {
    "dataElements": {**WANTED["dataElements"], "categoryCombo": COMBO},
    "users": {
        **WANTED["users"],
        "userRoles": [{"authorities": [*content.SERVICE_AUTHORITIES]}],
    },
}
"""The same as DHIS2 returns it once it is made."""


def found(kind: str, **changes: Any) -> list[Message]:
    return list(find_differences(kind, {**MADE[kind], **changes}, WANTED[kind], SERVICE, NEEDS))


@pytest.mark.parametrize("kind", WANTED)
def test_what_the_set_up_makes_differs_in_nothing(kind: str) -> None:
    assert found(kind) == []


def test_of_a_kind_without_rules_nothing_can_differ() -> None:
    theirs = {"id": "Type0000001", "factor": 100}
    wanted = content.indicator_type(is_percentage=False)
    assert list(find_differences("indicatorTypes", theirs, wanted, SERVICE, NEEDS)) == []


CLOSED = {"public": "r-------"}
BREAKS: list[tuple[str, dict[str, Any]]] = [
    ("categoryOptions", {"sharing": CLOSED}),
    ("categories", {"categoryOptions": [{"id": "Option00000"}]}),
    ("categoryCombos", {"categories": []}),
    ("dataElements", {"domainType": "TRACKER"}),
    ("dataElements", {"valueType": "NUMBER"}),
    ("dataElements", {"zeroIsSignificant": False}),
    ("dataElements", {"categoryCombo": None}),
    ("dataSets", {"periodType": "Monthly"}),
    ("dataSets", {"expiryDays": 5.0}),
    ("dataSets", {"categoryCombo": {"name": "Funding"}}),
    ("dataSets", {"dataInputPeriods": [{"period": {"id": "20260301"}}]}),
    ("dataSets", {"sharing": CLOSED}),
    ("dataSets", {"dataSetElements": None}),
    ("userRoles", {"authorities": ["F_USER_VIEW"]}),
    ("users", {"userRoles": []}),
    ("users", {"organisationUnits": [{"id": "Elsewhere01"}]}),
    ("users", {"dataViewOrganisationUnits": None}),
    ("users", {"disabled": True}),
    ("userGroups", {"users": []}),
    ("indicators", {"numerator": "1"}),
    ("visualizations", {"dataDimensionItems": []}),
    ("dashboards", {"dashboardItems": []}),
]


@pytest.mark.parametrize(("kind", "changes"), BREAKS)
def test_each_mistake_is_found_once(kind: str, changes: dict[str, Any]) -> None:
    assert len(found(kind, **changes)) == 1


def test_each_mistake_has_a_message_of_its_own() -> None:
    codes = [difference.code for kind, changes in BREAKS for difference in found(kind, **changes)]
    assert len(set(codes)) == len(BREAKS)


def test_a_data_set_that_lacks_elements_names_their_products() -> None:
    lacking = message("data_set_lacks_data_elements", products=["BCG", "OPV"])
    assert found("dataSets", dataSetElements=None) == [lacking]


@pytest.mark.parametrize("days", [None, 0, 6, 30])
def test_a_day_that_stays_open_for_five_attempts_is_no_difference(days: int | None) -> None:
    assert found("dataSets", expiryDays=days) == []


def test_a_superuser_needs_no_authority_by_name() -> None:
    assert found("users", userRoles=[{"authorities": ["ALL"]}]) == []


@pytest.mark.parametrize(
    ("sharing", "is_allowed"),
    [
        ({"public": "rwrw----"}, True),
        ({"public": "rw------"}, False),
        ({"public": None, "users": {USER: {"access": "r-rw----"}}}, True),
        ({"userGroups": {GROUP: {"access": "r-rw----"}}}, True),
        ({"userGroups": {"Strangers01": {"access": "r-rw----"}}}, False),
        (None, False),
    ],
)
def test_sharing_reaches_the_user_directly_by_a_group_or_with_all(
    sharing: Mapping[str, Any] | None, is_allowed: bool
) -> None:
    assert may(3, {"sharing": sharing}, SERVICE) is is_allowed


def test_a_map_without_the_layer_of_a_product_differs() -> None:
    assert found("maps", mapViews=[]) == [message("visualization_lacks_data", count=1)]


def test_the_reporting_rate_of_another_data_set_differs() -> None:
    chart = dashboard.CHARTS[-1]
    ours, theirs = (
        dashboard.visualization(chart, [], uid) for uid in ("DataSet0001", "DataSet0002")
    )
    assert [*find_differences("visualizations", theirs, ours, SERVICE, NEEDS)]
