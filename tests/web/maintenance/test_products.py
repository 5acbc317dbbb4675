"""The products page: add, check and set an HMIS Code, retire; each refusal with its sentence."""

import re
from html import unescape

from sandbox.stand_in.country import data_element_uid
from tests.web.maintenance.conftest import Desk

PRODUCT, OTHER = "AS27000", "AS27132"
FREE = "AS27134"


def hmis_code_of(desk: Desk, product: str) -> object:
    return desk.delivery.vlmis.value(
        "select hmis_code from vlmis.product where code = :code", code=product
    )


def test_a_product_is_added_and_led_to_its_hmis_code(desk: Desk) -> None:
    page = desk.follow(desk.post("/products", code="MMR", name="Measles", unit=""))
    assert "MMR is added" in page
    shown = desk.get("/products").text
    assert "Measles" in shown
    assert "Enter HMIS Code" in shown


def test_a_product_code_is_taken_once(desk: Desk) -> None:
    answer = desk.post("/products", code=PRODUCT, name="Other")
    assert "Another product has this code" in desk.refused(answer)


def test_a_code_is_shown_as_the_data_element_that_it_is(desk: Desk) -> None:
    page = desk.get(f"/products/hmis-code?product={PRODUCT}&hmis_code={data_element_uid(PRODUCT)}")
    assert "INTEGER" in page.text
    assert "can receive the data values of the product" in page.text
    assert "Save this HMIS Code" in page.text


def test_a_checked_code_is_set(desk: Desk) -> None:
    desk.post("/products", code="NEW", name="New one")
    uid = data_element_uid(FREE)
    page = desk.follow(desk.post("/products/hmis-code", product="NEW", hmis_code=uid))
    assert "The HMIS Code of NEW is saved." in page
    assert hmis_code_of(desk, "NEW") == uid
    kept = desk.delivery.vlmis.rows(
        "select changed_by from vlmis.master_data_change where entity_key = 'NEW'"
    )
    assert kept == [("ama",), ("ama",)]


def test_a_code_that_dhis2_does_not_have_is_not_set(desk: Desk) -> None:
    address = f"/products/hmis-code?product={PRODUCT}&hmis_code=Nowhere0001"
    assert "DHIS2 has no data element Nowhere0001" in desk.get(address).text
    assert "Save this HMIS Code" not in desk.get(address).text
    answer = desk.post("/products/hmis-code", product=PRODUCT, hmis_code="Nowhere0001")
    assert "DHIS2 has no data element Nowhere0001" in desk.refused(answer)
    assert hmis_code_of(desk, PRODUCT) == data_element_uid(PRODUCT)


def test_what_is_no_uid_is_not_asked_for(desk: Desk) -> None:
    answer = desk.get(f"/products/hmis-code?product={PRODUCT}&hmis_code=id:in:[x]")
    assert "is not a DHIS2 uid" in desk.refused(answer)


def test_a_code_of_another_product_is_refused(desk: Desk) -> None:
    uid = data_element_uid(OTHER)
    page = desk.get(f"/products/hmis-code?product={PRODUCT}&hmis_code={uid}").text
    assert "another product in use reports into the same data element" in page
    answer = desk.post("/products/hmis-code", product=PRODUCT, hmis_code=uid)
    assert f"Product {OTHER} reports into this data element already" in desk.refused(answer)


def test_a_code_outside_the_data_set_names_who_can_fix_it(desk: Desk) -> None:
    uid = data_element_uid(FREE)
    data_set = desk.delivery.dhis2.metadata.by_code("dataSets", "VLMIS_DAILY")
    assert data_set is not None
    kept = [each for each in data_set["dataSetElements"] if each["dataElement"]["id"] != uid]
    desk.delivery.dhis2.metadata.load({"dataSets": [data_set | {"dataSetElements": kept}]})
    page = desk.get(f"/products/hmis-code?product={PRODUCT}&hmis_code={uid}").text
    assert "is not in the data set" in page
    assert "DHIS2 administrator" in page
    assert "Save this HMIS Code" in page


def test_nothing_changes_while_dhis2_is_down_or_refuses_us(desk: Desk) -> None:
    uid = data_element_uid(FREE)
    desk.with_dhis2_down()
    answer = desk.post("/products/hmis-code", product=PRODUCT, hmis_code=uid)
    assert "Not possible at this moment" in desk.refused(answer, 503)
    desk.with_wrong_password()
    answer = desk.post("/products/hmis-code", product=PRODUCT, hmis_code=uid)
    assert "401" in desk.refused(answer)
    assert hmis_code_of(desk, PRODUCT) == data_element_uid(PRODUCT)


def test_a_product_that_stores_hold_is_not_retired(desk: Desk) -> None:
    answer = desk.post("/products/retire", product=PRODUCT, retired_on="2026-03-05")
    assert "some; use it up or count it first" in desk.refused(answer)


def test_a_product_that_nobody_holds_is_retired(desk: Desk) -> None:
    desk.post("/products", code="OLD", name="Old one")
    page = desk.follow(desk.post("/products/retire", product="OLD", retired_on="2026-03-05"))
    assert "OLD is retired" in page
    assert "retired on 2026-03-05" in page


def test_a_product_is_tracked_by_lot_from_a_day_that_has_no_entries(desk: Desk) -> None:
    desk.post("/products", code="NEW", name="New one")
    answer = desk.post("/products/track", product="NEW", tracked_from="2020-01-01")
    assert "cannot be tracked by lot from 2020-01-01" in desk.refused(answer)

    page = desk.follow(desk.post("/products/track", product="NEW", tracked_from="2030-01-01"))
    assert "NEW is tracked by lot." in page
    assert "2030-01-01" in page
    answer = desk.post("/products/track", product="NEW")
    assert "NEW is tracked by lot." in desk.follow(answer)


def test_name_and_doses_per_vial_change_and_the_change_is_kept(desk: Desk) -> None:
    shown = desk.get(f"/products/change?product={PRODUCT}").text
    assert 'name="unit" value="' in shown
    vlmis = desk.delivery.vlmis
    unit = vlmis.value("select unit from vlmis.product where code = :code", code=PRODUCT)
    page = desk.follow(
        desk.post(
            "/products/change", product=PRODUCT, name="Other name", unit=unit, doses_per_vial="20"
        )
    )
    assert f"{PRODUCT} is changed." in page
    assert "Other name" in page
    changes = desk.get(f"/changes?entity=product&key={PRODUCT}").text
    assert "<code>doses_per_vial</code>  → 20" in changes or "→ 20" in changes
    assert "→ Other name" in changes
    desk.post("/products/change", product=PRODUCT, name="Other name", unit=unit, doses_per_vial="")
    doses = "select doses_per_vial from analyst.product where product_code = :code"
    assert vlmis.value(doses, code=PRODUCT) is None


def test_a_unit_in_which_quantities_are_recorded_stays(desk: Desk) -> None:
    answer = desk.post("/products/change", product=PRODUCT, name="", unit="box", doses_per_vial="0")
    page = desk.refused(answer)
    for name in ("name", "unit", "doses_per_vial"):
        assert f'aria-describedby="bad-{name}"' in page
    assert "another unit would make them wrong" in page
    assert 'name="unit" value="box"' in page


def test_the_unit_of_a_product_without_quantities_changes_until_a_limit_counts_in_it(
    desk: Desk,
) -> None:
    desk.post("/products", code="NEW", name="New one")
    desk.post("/products/change", product="NEW", name="New one", unit="vial")
    vlmis = desk.delivery.vlmis
    assert vlmis.value("select unit from vlmis.product where code = 'NEW'") == "vial"
    vlmis.execute(
        "insert into vlmis.pair_stock_limit (store_id, product_id, minimum, maximum)"
        " select (select min(store_id) from vlmis.store), product_id, 5, 9"
        " from vlmis.product where code = 'NEW'"
    )
    answer = desk.post("/products/change", product="NEW", name="New one", unit="box")
    assert "recorded in vial" in desk.refused(answer)


def test_a_data_element_is_found_by_words_of_its_name(desk: Desk) -> None:
    several = desk.get(f"/products/hmis-code?product={PRODUCT}&hmis_code=a")
    page = desk.refused(several)
    links = re.findall(
        r'href="/vlmis/maintenance/products/hmis-code\?([^"]*hmis_code=[^"]*)"', page
    )
    assert len(links) == 5
    chosen = desk.get(f"/products/hmis-code?{unescape(links[0])}").text
    assert "Data element" in chosen
