"""Registrations of complete data sets, as recorded in conversations 714 to 728."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243, Dhis2
from sandbox.stand_in.registrations import Registration
from sandbox.stand_in.replay import ask_again, differences
from sandbox.stand_in.replay_normal import Normaliser
from sandbox.stand_in.server import running
from sandbox.stand_in.testland import RECORDINGS
from tests.sandbox.test_org_unit_merge import (
    DATA_SET,
    SERVICE,
    SOURCE,
    basic,
    conversation,
    second_country,
)

NUMBERS = [str(number) for number in range(714, 729)]
both = pytest.mark.parametrize("version", [VERSION_242, VERSION_243])


def country(version: str) -> Dhis2:
    """The second country with a daily data set, and every org unit that the conversations name."""
    dhis2 = second_country(version)
    known = dhis2.metadata.of("organisationUnits")
    (whole_day,) = (conversation(version, "728")["request"]["body"].values(),)
    uids = {entry["organisationUnit"] for entries in whole_day for entry in entries}
    uids |= {row.split("|")[2] for row in conversation(version, "714")["storedAfter"]["rows"]}
    model = known[SOURCE]
    units = [{**model, "id": uid, "name": uid} for uid in sorted(uids - known.keys())]
    data_set = {**dhis2.metadata.of("dataSets")[DATA_SET], "periodType": "Daily"}
    dhis2.metadata.load({"organisationUnits": units, "dataSets": [data_set]})
    for row in as_service(version, conversation(version, "714"))["storedAfter"]["rows"]:
        data_set_uid, day, unit, stored_by, _ = row.split("|")
        period = day.replace("-", "")
        if period != "20261124" or unit not in ("etmeYTr0p5n", "hVkR9Njwbyu"):
            place = (data_set_uid, period, unit)
            dhis2.registrations.put(place, Registration("2026-11-27", stored_by, True))
    return dhis2


def as_service(version: str, recorded: dict[str, Any]) -> dict[str, Any]:
    """The conversation, stored by the service user under its name here."""
    text, name = json.dumps(recorded), SERVICE[version]
    text = text.replace('"storedBy": "vlmis"', f'"storedBy": "{name}"')
    found: dict[str, Any] = json.loads(text.replace("|vlmis|", f"|{name}|"))
    return found


def stored(dhis2: Dhis2) -> list[str]:
    """What the table of the real server would hold, one line a registration."""
    lines = []
    for (data_set, period, unit), kept in dhis2.registrations:
        day = f"{period[:4]}-{period[4:6]}-{period[6:] or '01'}"
        lines.append(f"{data_set}|{day}|{unit}|{kept.stored_by}|{str(kept.is_completed).lower()}")
    return sorted(lines)


@both
def test_completeness_is_registered_removed_and_listed_as_recorded(version: str) -> None:
    dhis2 = country(version)
    dhis2.clock.set(datetime(2026, 11, 27, 12, tzinfo=UTC), is_standing=True)
    known, found, tables = Normaliser(RECORDINGS / "metadata.json"), {}, {}
    with running(dhis2) as url, httpx.Client(base_url=url, timeout=10) as client:
        for number in NUMBERS:
            recorded = as_service(version, conversation(version, number))
            after = recorded.pop("storedAfter", None)
            recorded["response"]["body"] = recorded["response"]["body"] or None
            answer = ask_again(client, number, recorded, basic(dhis2, recorded))
            found[number] = tuple(differences(dhis2, recorded, answer, known))
            if after:
                tables[number] = (stored(dhis2), sorted(after["rows"]))

    assert found == dict.fromkeys(NUMBERS, ())
    assert {n: here for n, (here, _) in tables.items()} == {
        n: there for n, (_, there) in tables.items()
    }


@both
def test_an_org_unit_outside_the_users_hierarchy_is_named(
    version: str,
) -> None:
    dhis2 = country(version)
    recorded = conversation(version, "714")
    with running(dhis2) as url, httpx.Client(base_url=url, timeout=10) as client:
        credentials = basic(dhis2, recorded)
        account = dhis2.accounts.object_of(SERVICE[version])
        assert account is not None
        dhis2.metadata.load({"users": [{**account, "organisationUnits": [{"id": "hVkR9Njwbyu"}]}]})
        answer = client.post(
            "/api/completeDataSetRegistrations",
            json=recorded["request"]["body"],
            headers=credentials | {"X-Requested-With": "XMLHttpRequest"},
        ).json()["response"]
    assert answer["importCount"] == {"imported": 1, "updated": 0, "ignored": 1, "deleted": 0}
    assert [each["object"] for each in answer["conflicts"]] == ["etmeYTr0p5n"]
