"""What a set-up plans where DHIS2 has something already."""

from collections.abc import Sequence
from typing import Any

from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2_setup.model import content
from vlmis_core.dhis2_setup.model.content import MetaObject, ProductNeed, SetupNeeds
from vlmis_core.dhis2_setup.model.indicators import STOCK_INDICATORS
from vlmis_core.dhis2_setup.model.plan import MetadataName, SetupPlan, plan_setup

BCG = ProductNeed("BCG", "BCG", None)
NOWHERE = ProductNeed("OPV", "Polio", "NoElement01")


def plan(found: dict[str, Sequence[MetaObject]], *products: ProductNeed, **needs: Any) -> SetupPlan:
    usual = {
        "data_set": "VLMIS_DAILY",
        "category_codes": [str(category) for category in CATEGORIES],
        "products": products,
        "org_units": ["RootUnit001"],
        "root_org_unit": "RootUnit001",
        "service_user": "vlmis",
    }
    return plan_setup(SetupNeeds(**usual | needs), found)


def test_a_product_whose_hmis_code_dhis2_does_not_know_is_named_and_left_out() -> None:
    planned = plan({}, BCG, NOWHERE)
    (difference,) = planned.differences
    assert difference.what == MetadataName("products", "OPV", "NoElement01")
    assert difference.message.code == "product_has_an_unknown_hmis_code"
    assert [each["code"] for each in planned.missing["dataElements"]] == ["BCG"]
    (data_set,) = planned.missing["dataSets"]
    elements = [each["dataElement"]["id"] for each in data_set["dataSetElements"]]
    assert elements == [content.element_uid("BCG")]


def test_an_object_that_several_need_is_planned_and_listed_once() -> None:
    theirs = {"id": "Percentage1", "factor": 100, "number": False}
    planned = plan({"indicatorTypes": [theirs]}, BCG, ProductNeed("OPV", "Polio", None))
    assert planned.missing["indicatorTypes"] == [content.indicator_type(is_percentage=False)]
    assert len(planned.missing["indicators"]) == 2 * len(STOCK_INDICATORS)

    theirs = {"id": "SharedElem1", "code": "BCG"}
    shared = [ProductNeed(code, code, "SharedElem1") for code in ("BCG", "OPV")]
    assert len(plan({"dataElements": [theirs]}, *shared).present) == 1


def test_a_data_set_may_be_given_by_its_uid() -> None:
    (made,) = plan({}, BCG, data_set="DataSet0001").missing["dataSets"]
    assert (made["id"], made["code"]) == ("DataSet0001", content.DEFAULT_DATA_SET_CODE)


def test_the_indicators_of_an_own_data_element_take_its_own_option_combos() -> None:
    combos = [
        {"id": f"Combo{number:06}", "categoryOptions": [{"code": str(category)}]}
        for number, category in enumerate(CATEGORIES)
    ]
    theirs = {
        **content.data_element(BCG, "OtherCombo1"),
        "categoryCombo": {"id": "OtherCombo1", "categoryOptionCombos": combos},
    }
    closing, *_ = plan({"dataElements": [theirs]}, BCG).missing["indicators"]
    element = content.element_uid("BCG")
    assert closing["numerator"] == f"#{{{element}.Combo000008}}.aggregationType(LAST)"


def test_without_option_combos_there_is_no_indicator_to_plan_yet() -> None:
    made = plan({}, BCG).missing
    (combo,) = made["categoryCombos"]
    found = {name: made[name] for name in ("categoryOptions", "categories")}
    planned = plan(found | {"categoryCombos": [{**combo, "categoryOptionCombos": []}]}, BCG)
    assert planned.lacks_option_combos
    assert "indicators" not in planned.missing
    assert len(planned.missing["dataElements"]) == 1
