"""A merge of org units, as the recorded servers did it: conversations 777 to 783, and its effect.

They were held with another database than the first round, so that only what they name is built.
"""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import (
    data_element_uid,
    data_set_uid,
    option_combo_uid,
    org_unit_uid,
)
from sandbox.stand_in.data_values import Row
from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243, Dhis2
from sandbox.stand_in.replay import ask_again, differences
from sandbox.stand_in.replay_normal import Normaliser
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO
from sandbox.stand_in.server import running
from sandbox.stand_in.testland import RECORDINGS
from tests.sandbox.conftest import DAY, NOW, PRODUCT, Standing, record

SOURCE, TARGET = "etmeYTr0p5n", "lL7pmz4GMtD"
ROOT, OTHER = "JDsFKsCrtVv", "hVkR9Njwbyu"
DATA_SET = "b3gQrK3ztol"
STORED_AT = datetime(2026, 11, 27, 23, 23, 32, tzinfo=UTC)
HELD_AT = {
    # On 2.42 the change of a value was recorded after the merge.
    VERSION_242: ("777", "780", "781", "782", "783", "778", "779"),
    VERSION_243: ("777", "778", "779", "780", "781", "782", "783"),
}
SERVICE = {VERSION_242: "vlmis", VERSION_243: "vlmis.svc"}
ADMIN = ("admin", "district")


def conversation(version: str, number: str) -> dict[str, Any]:
    (file,) = (RECORDINGS / "second_round" / version).glob(f"{number}-*.json")
    recorded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return recorded


@pytest.mark.parametrize("version", [VERSION_242, VERSION_243])
def test_a_merge_and_what_was_changed_since_are_answered_as_recorded(version: str):
    dhis2 = second_country(version)
    known = Normaliser(RECORDINGS / "metadata.json")
    found = {}
    with running(dhis2) as url, httpx.Client(base_url=url, timeout=10) as client:
        for number in HELD_AT[version]:
            recorded = conversation(version, number)
            dhis2.clock.set(instant(version, number), is_standing=True)
            answer = ask_again(client, number, recorded, basic(dhis2, recorded))
            found[number] = tuple(differences(dhis2, recorded, answer, known))

    assert found == dict.fromkeys(HELD_AT[version], ())


def instant(version: str, number: str) -> datetime:
    """When a conversation was held; the recordings tell it of the change of a value alone."""
    (changed,) = conversation(version, "779")["response"]["body"]["dataValues"]
    at = datetime.fromisoformat(changed["lastUpdated"])
    order = HELD_AT[version]
    return at + timedelta(seconds=(order.index(number) - order.index("778")) / 4)


def basic(dhis2: Dhis2, recorded: dict[str, Any]) -> dict[str, str]:
    username = recorded["request"]["user"]
    username = SERVICE[dhis2.version] if username == "vlmis.svc" else username
    account = dhis2.accounts.object_of(username)
    assert account is not None
    pair = f"{username}:{account['password']}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def second_country(version: str) -> Dhis2:
    """A server with what the conversations name, its values stored earlier."""
    dhis2 = Dhis2(version=version, now=STORED_AT)
    sent = conversation(version, "778")["request"]["body"]["dataValues"][0]
    element, combo = sent["dataElement"], sent["categoryOptionCombo"]
    open_to_all = {"sharing": {"public": "rwrw----", "userGroups": {}, "users": {}}}
    units = [{"id": ROOT, "name": "Root"}] + [
        {"id": uid, "name": uid, "parent": {"id": ROOT}} for uid in (SOURCE, TARGET, OTHER)
    ]
    dhis2.metadata.load(
        {
            "organisationUnits": [
                {**unit, "shortName": unit["name"], "openingDate": "2000-01-01"} for unit in units
            ],
            "categoryOptions": [{"id": "OptionAAAAA", "name": "Option", **open_to_all}],
            "categories": [
                {
                    "id": "CategoryAAA",
                    "name": "Category",
                    "categoryOptions": [{"id": "OptionAAAAA"}],
                }
            ],
            "categoryCombos": [
                {"id": "ComboAAAAAA", "name": "Combo", "categories": [{"id": "CategoryAAA"}]}
            ],
            "categoryOptionCombos": [
                {
                    "id": combo,
                    "name": "Option",
                    "categoryCombo": {"id": "ComboAAAAAA"},
                    "categoryOptions": [{"id": "OptionAAAAA"}],
                }
            ],
            "dataElements": [
                {
                    "id": element,
                    "name": "Element",
                    "valueType": "INTEGER",
                    "domainType": "AGGREGATE",
                    "aggregationType": "SUM",
                    "categoryCombo": {"id": "ComboAAAAAA"},
                    **open_to_all,
                }
            ],
            "dataSets": [
                {
                    "id": DATA_SET,
                    "name": "Daily",
                    "periodType": "Daily",
                    "openFuturePeriods": 2,
                    "expiryDays": 0,
                    "dataSetElements": [
                        {"dataSet": {"id": DATA_SET}, "dataElement": {"id": element}}
                    ],
                    "organisationUnits": [{"id": unit["id"]} for unit in units],
                    **open_to_all,
                }
            ],
            "userRoles": [{"id": "RoleAAAAAAA", "name": "R", "authorities": ["F_DATAVALUE_ADD"]}],
            "users": [
                {
                    "id": "UserAAAAAAA",
                    "username": SERVICE[version],
                    "password": "Service-2026!",
                    "userRoles": [{"id": "RoleAAAAAAA"}],
                    "organisationUnits": [{"id": ROOT}],
                    "dataViewOrganisationUnits": [{"id": ROOT}],
                }
            ],
        }
    )
    for unit in (SOURCE, TARGET, OTHER):
        row = Row("5", SERVICE[version], STORED_AT, STORED_AT)
        dhis2.store.put("20261125", unit, (element, combo, DEFAULT_OPTION_COMBO), row)
    return dhis2


def merge(server: Standing, strategy: str | None, *, source: str = "C4001", target: str = "C4002"):
    body: dict[str, Any] = {"sources": [org_unit_uid(source)], "target": org_unit_uid(target)}
    body |= {"dataValueMergeStrategy": strategy} if strategy else {}
    admin = httpx.Client(base_url=server.client.base_url, auth=ADMIN)
    with admin:
        return admin.post("/api/organisationUnits/merge", json=body)


def values_at(server: Standing, unit: str) -> list[tuple[str, datetime]]:
    return [
        (str(row.value), row.updated_at)
        for row in server.dhis2.store.block(DAY, org_unit_uid(unit)).values()
    ]


@pytest.fixture
def two_sites(server: Standing) -> Standing:
    """Two sites with a record each; that of the first is the newest."""
    server.dhis2.clock.set(NOW, is_standing=True)
    server.post(record("3", unit="C4002")).raise_for_status()
    server.dhis2.clock.set(NOW + timedelta(minutes=1), is_standing=True)
    server.post(record("7", unit="C4001")).raise_for_status()
    server.dhis2.clock.set(NOW + timedelta(hours=1), is_standing=True)
    return server


@pytest.mark.parametrize("strategy", ["LAST_UPDATED", None])
def test_the_newest_value_wins_and_keeps_who_stored_it_and_when(
    two_sites: Standing, strategy: str | None
):
    assert merge(two_sites, strategy).status_code == 200

    assert values_at(two_sites, "C4002") == [("7", NOW + timedelta(minutes=1))] * 9
    assert values_at(two_sites, "C4001") == []
    assert (
        two_sites.client.get(f"/api/organisationUnits/{org_unit_uid('C4001')}").status_code == 404
    )


def test_an_older_value_gives_way_to_that_of_the_target(two_sites: Standing):
    merge(two_sites, "LAST_UPDATED", source="C4002", target="C4001")

    assert values_at(two_sites, "C4001") == [("7", NOW + timedelta(minutes=1))] * 9


def test_values_of_the_source_are_dropped_when_asked(two_sites: Standing):
    merge(two_sites, "DISCARD")

    assert values_at(two_sites, "C4002") == [("3", NOW)] * 9
    assert values_at(two_sites, "C4001") == []


def test_what_the_target_did_not_have_is_there_afterwards(two_sites: Standing):
    merge(two_sites, "LAST_UPDATED", target="C4003")

    assert values_at(two_sites, "C4003") == [("7", NOW + timedelta(minutes=1))] * 9


def test_a_merge_is_not_among_what_was_changed_since(two_sites: Standing):
    merge(two_sites, "LAST_UPDATED")
    asked = {
        "dataSet": data_set_uid(),
        "startDate": "2026-11-01",
        "endDate": "2026-11-30",
        "orgUnit": org_unit_uid("CI"),
        "children": "true",
        "lastUpdated": "2026-11-22T20:30:00",
    }
    assert two_sites.client.get("/api/dataValueSets", params=asked).json()["dataValues"] == []

    two_sites.post(record("4", unit="C4002")[:1]).raise_for_status()
    (changed,) = two_sites.client.get("/api/dataValueSets", params=asked).json()["dataValues"]
    assert (changed["value"], changed["dataElement"]) == ("4", data_element_uid(PRODUCT))
    assert changed["categoryOptionCombo"] == option_combo_uid("OPENING_BALANCE")


def test_the_instant_of_a_change_is_in_the_time_of_the_server(old: Standing):
    dhis2 = Dhis2(version=VERSION_242, now=NOW, time_zone="Asia/Karachi")
    dhis2.metadata.load(dhis2_content(old))
    row = Row("1", "vlmis", NOW, NOW)  # One o'clock in the night of the server.
    cell = (data_element_uid(PRODUCT), option_combo_uid("RECEIVED"), DEFAULT_OPTION_COMBO)
    dhis2.store.put(DAY, org_unit_uid("C4001"), cell, row)
    asked = {
        "dataSet": data_set_uid(),
        "startDate": "2026-11-01",
        "endDate": "2026-11-30",
        "orgUnit": org_unit_uid("C4001"),
    }
    with running(dhis2) as url, httpx.Client(base_url=url, auth=ADMIN) as client:
        counts = [
            len(
                client.get("/api/dataValueSets", params=asked | {"lastUpdated": at}).json()[
                    "dataValues"
                ]
            )
            for at in ("2026-11-23T01:00:00", "2026-11-23T01:00:01", "2026-11-22T20:00:01+00:00")
        ]

    assert counts == [1, 0, 0]


def dhis2_content(server: Standing) -> dict[str, list[dict[str, Any]]]:
    names = ("organisationUnits", "dataElements", "dataSets")
    return {name: list(server.dhis2.metadata.of(name).values()) for name in names}


def test_children_assignments_and_users_of_the_source_go_to_the_target(server: Standing):
    units = server.dhis2.metadata.of("organisationUnits")
    first, second = [
        each for each in units.values() if each.get("parent", {}).get("id") == org_unit_uid("CI")
    ][:2]
    below = [uid for uid, each in units.items() if each.get("parent", {}).get("id") == first["id"]]

    edits.merge_org_units(server.dhis2, [first["code"]], second["code"])

    assert {units[uid]["parent"]["id"] for uid in below} == {second["id"]}
    assigned = [
        each["id"]
        for each in server.dhis2.metadata.of("dataSets")[data_set_uid()]["organisationUnits"]
    ]
    assert first["id"] not in assigned
    assert assigned.count(second["id"]) == 1


def test_only_who_may_merge_does(server: Standing):
    answer = server.client.post("/api/organisationUnits/merge", json={})

    assert answer.status_code == 403


def test_an_org_unit_that_does_not_exist_cannot_be_merged(server: Standing):
    merge(server, None)

    assert merge(server, None).status_code == 404
