"""What no recorded conversation shows: the server's clock, an upgrade, bodies that are cut."""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import DATA_SET_CODE, SERVICE_USER, data_element_uid, data_set_uid
from sandbox.stand_in.dhis2 import VERSION_243
from sandbox.stand_in.import_body import UnreadableError, read_243
from sandbox.stand_in.java_order import hash_map_order
from tests.sandbox.conftest import DAY, NOW, PRODUCT, Standing, record


def codes(answer: httpx.Response) -> list[str]:
    return [each["errorCode"] for each in answer.json()["response"]["conflicts"]]


def counts(answer: httpx.Response) -> dict[str, int]:
    told: dict[str, int] = answer.json()["response"]["importCount"]
    return {name: count for name, count in told.items() if count}


def test_a_data_element_taken_out_of_the_set_is_refused(server: Standing):
    edits.remove_data_element(server.dhis2, DATA_SET_CODE, PRODUCT)
    strict = {"strictDataElements": "true"}

    assert codes(server.post(record(), **strict)) == [
        "E7633" if server.dhis2.is_old_importer else "E8020"
    ]


def test_a_data_element_with_another_combo_refuses_the_old_option_combos(server: Standing):
    other = {"categoryCombo": {"id": "bjDvmb4bfuf"}}
    edits.change(server.dhis2, "dataElements", PRODUCT, other)
    strict = {"strictCategoryOptionCombos": "true"}
    expected = ["E7634"] * 9 if server.dhis2.is_old_importer else ["E8024"]

    assert codes(server.post(record(), **strict)) == expected


def test_a_figure_beyond_32_bits_is_refused(server: Standing):
    answer = server.post([{**record()[0], "value": "2147483648"}, record()[1]])

    assert answer.json()["response"]["rejectedIndexes"] == [0]


@pytest.mark.parametrize(
    ("days_ago", "is_taken"), [(-2, False), (-1, True), (0, True), (10, True), (11, False)]
)
def test_the_servers_clock_decides_what_is_too_early_and_too_late(
    server: Standing, days_ago: int, is_taken: bool
):
    day = (NOW - timedelta(days=days_ago)).strftime("%Y%m%d")

    answer = server.post(record(day=day))

    assert (answer.status_code == 200) is is_taken
    assert (server.dhis2.store.count() == 9) is is_taken


def test_the_servers_day_is_reckoned_in_its_time_zone(start: Any):
    late = start("2.42.5.2")
    late.dhis2.clock.set(datetime.fromisoformat("2026-11-22T23:30:00+00:00"), is_standing=True)
    assert late.dhis2.clock.today().isoformat() == "2026-11-22"

    late.dhis2.clock.time_zone = ZoneInfo("Asia/Karachi")
    assert late.dhis2.clock.today().isoformat() == "2026-11-23"


def test_a_server_upgraded_while_it_runs_keeps_its_values(old: Standing):
    old.post(record())
    digest = old.dhis2.store.digest()

    old.client.put("/sandbox/version", json={"version": VERSION_243})

    assert old.client.get("/api/system/info").json()["version"] == VERSION_243
    assert old.dhis2.store.digest() == digest
    assert counts(old.post(record("8"))) == {"updated": 9}


def test_the_read_back_names_who_stored_a_value_and_when(server: Standing):
    other = {**record("1")[0], "value": "99"}
    server.client.post("/sandbox/values", json={"storedBy": "a.person", "dataValues": [other]})

    value = server.read()[0]

    assert (value["value"], value["storedBy"]) == ("99", "a.person")
    assert value["lastUpdated"].endswith("+0000")


def test_the_history_of_a_value_names_the_earlier_figure(old: Standing):
    old.post(record("1"))
    old.post(record("2"))
    first = record()[0]
    asked = {"de": first["dataElement"], "pe": DAY, "ou": first["orgUnit"]}
    asked["co"] = first["categoryOptionCombo"]

    audits = old.client.get("/api/audits/dataValue", params=asked).json()["dataValueAudits"]

    assert [(a["value"], a["modifiedBy"]) for a in audits] == [("1", SERVICE_USER.username)]


def test_no_prefix_of_a_body_is_imported_by_the_new_parser():
    text = json.dumps({"dataSet": data_set_uid(), "dataValues": record()})
    after_first_comma = text.index(",") + 1

    read = {length for length in range(len(text)) if _is_readable(text[:length])}

    # Cut right after the first comma (or the blank behind it), nothing but the data set is left.
    assert read == {after_first_comma, after_first_comma + 1}
    assert read_243(text[:after_first_comma].encode()).values == []


def _is_readable(text: str) -> bool:
    try:
        read_243(text.encode())
    except UnreadableError as error:
        return error.status not in {400, 500}
    return True


def test_a_data_element_stays_assigned_to_its_uid_when_its_code_changes(server: Standing):
    edits.change(server.dhis2, "dataElements", PRODUCT, {"code": "NEW"})

    asked = {"filter": f"id:eq:{data_element_uid(PRODUCT)}", "fields": "code"}
    found = server.client.get("/api/dataElements", params=asked).json()["dataElements"]
    assert found == [{"code": "NEW"}]


def test_a_malformed_data_set_costs_the_whole_request_on_the_new_importer(new: Standing):
    body = {"dataSet": "BAD-UID", "dataValues": record()}
    response = new.client.post("/api/dataValueSets", json=body).json()["response"]

    conflict = response["conflicts"][0]
    assert (conflict["errorCode"], conflict["indexes"]) == ("E8004", [-1])
    assert response["rejectedIndexes"] == []


def test_an_unknown_org_unit_in_the_header_aborts_the_old_importer(old: Standing):
    values = [{k: v for k, v in each.items() if k != "orgUnit"} for each in record()]
    body = {"dataSet": data_set_uid(), "orgUnit": "OuUnknown01", "dataValues": values}

    answer = old.client.post("/api/dataValueSets", json=body)

    assert (codes(answer), counts(answer)) == (["E7603"], {})
    assert answer.json()["response"]["description"] == "Import process was aborted"


def test_a_comment_does_not_stand_in_for_a_value_on_the_new_importer(server: Standing):
    values = [{**record()[0], "value": "", "comment": "none counted"}]

    expected = [] if server.dhis2.is_old_importer else ["E8120"]
    assert codes(server.post(values)) == expected


def test_a_java_hash_map_lists_by_bucket_and_not_by_arrival():
    # "Aa" and "BB" have one hash in Java: such keys keep the order in which they came.
    assert hash_map_order(["Aa", "BB"]) == ["Aa", "BB"]
    assert hash_map_order(["BB", "Aa"]) == ["BB", "Aa"]
    # "a" is 97 + 59 = 156, bucket 12 of 16; "b" bucket 13; "e" is 160, bucket 0.
    assert hash_map_order(["a", "b", "e"]) == ["e", "a", "b"]


def test_a_number_in_place_of_a_period_is_read_by_the_old_importer_only(server: Standing):
    values = [{**each, "period": int(DAY)} for each in record()]

    answer = server.post(values)

    if server.dhis2.is_old_importer:
        assert counts(answer) == {"imported": 9}
    else:
        assert answer.status_code == 500
        assert answer.json()["message"].startswith("Path `$.period` does not contain an STRING")
