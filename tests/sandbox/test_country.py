"""The generated country, and its people."""

import re

import httpx

from sandbox.stand_in.country import (
    DEMO_USERS,
    MOVEMENTS,
    SERVICE_USER,
    data_set_uid,
    national_country,
    org_unit_uid,
    service_token,
    show_all_on_dashboards,
)
from sandbox.stand_in.dhis2 import Dhis2
from tests.sandbox.conftest import Standing, record
from vlmis_core.dhis2.analytics_settings import CHARTED_PERIOD_TYPES, SHOWS_ZEROS


def test_the_tree_has_a_root_twenty_regions_eighty_districts_and_146_sites(server: Standing):
    asked = {"fields": "id,code,level,path,parent[id]", "paging": "false"}
    units = server.client.get("/api/organisationUnits", params=asked).json()["organisationUnits"]

    assert len(units) == len({u["id"] for u in units}) == len({u["code"] for u in units}) == 247
    assert [sum(u["level"] == level for u in units) for level in (1, 2, 3, 4)] == [1, 20, 80, 146]
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9]{10}", unit["id"]) for unit in units)
    assert all(u["path"].endswith(f"{u['parent']['id']}/{u['id']}") for u in units if "parent" in u)


def test_two_servers_have_the_same_identifiers():
    one, other = Dhis2(), Dhis2(seed=1)
    national_country(one)
    national_country(other)

    for type_name in ("organisationUnits", "dataElements", "categoryOptionCombos", "dataSets"):
        assert list(one.metadata.of(type_name)) == list(other.metadata.of(type_name))


def test_the_data_set_takes_eleven_products_by_nine_movements_for_all_units(server: Standing):
    fields = "periodType,expiryDays,openFuturePeriods,access[data[write]],organisationUnits~size"
    fields += ",dataSetElements[dataElement[valueType,zeroIsSignificant,"
    fields += "categoryCombo[categoryOptionCombos[categoryOptions[code]]]]]"
    answer = server.client.get(f"/api/dataSets/{data_set_uid()}", params={"fields": fields}).json()

    elements = [link["dataElement"] for link in answer.pop("dataSetElements")]
    assert answer == {
        "periodType": "Daily",
        "expiryDays": 10,
        "openFuturePeriods": 2,
        "access": {"data": {"write": True}},
        "organisationUnits": 247,
    }
    assert len(elements) == 11
    for each in elements:
        combos = each["categoryCombo"]["categoryOptionCombos"]
        assert {combo["categoryOptions"][0]["code"] for combo in combos} == set(MOVEMENTS)
        assert (each["valueType"], each["zeroIsSignificant"]) == ("INTEGER", True)


def test_the_service_user_writes_by_token_as_by_password_and_sees_accounts(server: Standing):
    headers = {"Authorization": f"ApiToken {service_token()}"}
    body = {"dataSet": data_set_uid(), "dataValues": record()}
    with httpx.Client(base_url=server.client.base_url, headers=headers) as client:
        assert client.post("/api/dataValueSets", json=body).status_code == 200
        asked = {"filter": "username:eq:yao.keeper", "fields": "organisationUnits[code]"}
        users = client.get("/api/users", params=asked).json()["users"]

    assert users == [{"organisationUnits": [{"code": "C4001"}]}]
    assert server.dhis2.store.count() == 9


def test_every_demo_user_comes_in_with_the_listed_password(server: Standing):
    for person in DEMO_USERS:
        answer = server.client.get("/api/me", auth=(person.username, person.password))
        assert answer.json()["username"] == person.username
        server.client.cookies.clear()


def test_people_of_the_demo_cannot_write_data_but_the_service_user_can(server: Standing):
    for person in DEMO_USERS:
        server.client.auth = httpx.BasicAuth(person.username, person.password)
        expected = 200 if person is SERVICE_USER else 403
        assert server.post(record()).status_code == expected
        server.client.cookies.clear()


def test_an_org_unit_of_the_country_is_found_by_its_code(server: Standing):
    asked = {"filter": "code:eq:CI", "fields": "id,name"}
    found = server.client.get("/api/organisationUnits", params=asked).json()["organisationUnits"]

    assert found == [{"id": org_unit_uid("CI"), "name": "Côte d'Ivoire"}]


def test_the_dashboards_of_a_demonstration_show_zeros_and_flows(server: Standing):
    assert server.client.get("/api/systemSettings", params={"key": SHOWS_ZEROS}).json() == {
        SHOWS_ZEROS: False
    }
    show_all_on_dashboards(server.dhis2)
    assert server.client.get("/api/systemSettings", params={"key": SHOWS_ZEROS}).json() == {
        SHOWS_ZEROS: True
    }
    assert server.dhis2.output_period_types == list(CHARTED_PERIOD_TYPES)
