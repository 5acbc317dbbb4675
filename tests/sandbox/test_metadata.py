"""Reading lists, importing a set-up, and steering the server."""

import json

import httpx
import pytest

from sandbox.stand_in.country import SERVICE_USER, data_set_uid
from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243, Dhis2
from sandbox.stand_in.server import running
from sandbox.stand_in.testland import RECORDINGS
from tests.sandbox.conftest import DAY, NOW, Standing, record

ADMIN = ("admin", "district")


def as_admin(server: Standing) -> httpx.Client:
    return httpx.Client(base_url=server.client.base_url, auth=ADMIN)


def test_a_page_beyond_the_end_is_empty_and_calls_itself_the_last(server: Standing):
    asked = {"page": 9, "pageSize": 100}
    body = server.client.get("/api/organisationUnits", params=asked).json()

    assert (body["pager"]["page"], body["organisationUnits"]) == (3, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("level:eq:2", 20),
        ("level:le:2", 21),
        ("code:in:[CI,C4001,NONE]", 2),
        ("name:ilike:abengourou", 1),
        ("parent:null", 1),
        ("code:!eq:CI", 246),
        ("dataSets.id:eq:none", 0),
    ],
)
def test_filters_choose_by_property(server: Standing, text: str, expected: int):
    asked = {"filter": text, "paging": "false", "fields": "id"}
    body = server.client.get("/api/organisationUnits", params=asked).json()

    assert len(body["organisationUnits"]) == expected


@pytest.fixture(params=[VERSION_242, VERSION_243])
def new_admin(request: pytest.FixtureRequest):
    """The superuser of a server of either generation that holds nothing yet."""
    dhis2 = Dhis2(version=request.param, now=NOW)
    with running(dhis2) as url, httpx.Client(base_url=url, auth=ADMIN, timeout=10) as client:
        yield client


def test_a_payload_of_a_country_is_imported_and_its_combos_generated(new_admin: httpx.Client):
    first = RECORDINGS / "metadata.json"
    one, two = json.loads(first.read_text(encoding="utf-8"))
    assert new_admin.post("/api/metadata", json=one).status_code == 200
    new_admin.post("/api/maintenance/categoryOptionComboUpdate")
    report = new_admin.post("/api/metadata", json=two).json()["response"]
    asked = {"fields": "categoryOptionCombos[name]"}
    combo = new_admin.get("/api/categoryCombos/CcbOtherAgg", params=asked).json()

    assert report["stats"]["created"] == 6
    names = {each["name"] for each in combo["categoryOptionCombos"]}
    assert names == {"Other a", "Other b"}


def test_a_payload_imported_again_changes_no_identifiers(server: Standing):
    payload = {"dataElements": [{"id": "DeNew000001", "name": "New", "valueType": "INTEGER"}]}
    with as_admin(server) as admin:
        stats = [
            admin.post("/api/metadata", json=payload).json()["response"]["stats"] for _ in range(2)
        ]

    assert [(s["created"], s["updated"]) for s in stats] == [(1, 0), (0, 1)]


def test_what_exists_is_refused_where_only_new_objects_are_taken(server: Standing):
    payload = {"dataElements": [{"id": "DeNew000001", "name": "New", "valueType": "INTEGER"}]}
    params = {"importStrategy": "CREATE"}
    with as_admin(server) as admin:
        first, again = (admin.post("/api/metadata", json=payload, params=params) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 409)
    assert again.json()["response"]["stats"]["ignored"] == 1


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ({"id": "DeNew000001", "code": "AS27000"}, "E5003"),
        ({"id": "DeNew000001", "categoryCombo": {"id": "NoSuchCombo"}}, "E5002"),
    ],
)
def test_a_payload_with_one_error_is_refused_whole(server: Standing, element: dict, code: str):
    good = {"id": "DeNew000002", "name": "Good"}
    with as_admin(server) as admin:
        answer = admin.post("/api/metadata", json={"dataElements": [good, element]})
        there = admin.get("/api/dataElements/DeNew000002")

    reports = answer.json()["response"]["typeReports"][0]["objectReports"]
    assert [(r["index"], r["errorReports"][0]["errorCode"]) for r in reports] == [(1, code)]
    assert there.status_code == 404


def test_the_service_user_may_not_import_metadata(server: Standing):
    answer = server.client.post("/api/metadata", json={"dataElements": []})

    assert answer.status_code == 403


def test_unassigning_moves_no_last_update_as_on_real_servers(server: Standing):
    url, asked = f"/api/dataSets/{data_set_uid()}", {"fields": "lastUpdated,organisationUnits~size"}
    before = server.client.get(url, params=asked).json()
    edit = {"edit": "unassign_org_unit", "data_set": "VLMIS_DAILY", "org_unit": "C4001"}

    assert server.client.post("/sandbox/edits", json=edit).status_code == 200

    after = server.client.get(url, params=asked).json()
    assert after == {**before, "organisationUnits": 246}


@pytest.mark.parametrize(
    "wrong",
    [
        {"edit": "no_such_edit"},
        {"edit": "close_org_unit", "org_unit": "NONE", "day": "2026-01-31"},
        {"edit": "close_org_unit", "org_unit": "C4001", "day": "yesterday"},
        {"edit": "close_org_unit"},
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(server: Standing, wrong: dict[str, str]):
    assert server.client.post("/sandbox/edits", json=wrong).status_code == 400


def test_the_clock_is_set_over_http(server: Standing):
    body = {"now": "2030-01-01T12:00:00+00:00", "standing": True}
    server.client.put("/sandbox/clock", json=body)
    told = server.client.get("/api/system/info", params={"fields": "serverDate"}).json()

    assert told == {"serverDate": "2030-01-01T12:00:00.000"}
    assert server.dhis2.clock.now() > NOW


def test_equal_content_has_an_equal_digest(server: Standing):
    server.post(record())
    first = server.client.get("/sandbox/state").json()
    server.post(record())
    server.client.delete("/sandbox/requests")

    again = server.client.get("/sandbox/state").json()
    assert (again["digest"], again["values"]) == (first["digest"], 9)
    server.post(record("8"))
    assert server.client.get("/sandbox/state").json()["digest"] != first["digest"]


def test_stored_values_are_dumped_and_wiped(server: Standing):
    server.post(record())
    dumped = server.client.get("/sandbox/values", params={"period": DAY}).json()["dataValues"]
    assert [(v["value"], v["storedBy"]) for v in dumped] == [("7", SERVICE_USER.username)] * 9

    server.client.delete("/sandbox/values")
    assert server.dhis2.store.count() == 0


def test_a_deleted_value_counts_neither_in_the_digest_nor_in_the_number(server: Standing):
    empty = server.client.get("/sandbox/state").json()["digest"]
    server.post(record())
    server.post(record(), importStrategy="DELETE")

    state = server.client.get("/sandbox/state").json()
    assert (state["digest"], state["values"]) == (empty, 0)
    asked = {"period": DAY}
    dumped = server.client.get("/sandbox/values", params=asked).json()["dataValues"]
    assert [value["deleted"] for value in dumped] == [True] * 9
