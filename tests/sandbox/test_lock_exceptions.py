"""Lock exceptions, as the recorded servers had them: conversations 700 to 713."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243, Dhis2
from sandbox.stand_in.replay import ask_again, differences
from sandbox.stand_in.replay_normal import Normaliser
from sandbox.stand_in.server import running
from sandbox.stand_in.testland import RECORDINGS
from tests.sandbox.test_org_unit_merge import DATA_SET, OTHER, basic, conversation, second_country

NUMBERS = [str(number) for number in range(700, 714)]
ELEMENT, COMBO, DAY = "VtViZcMNOWm", "QdfWYiXshnS", "20261101"


def country(version: str) -> Dhis2:
    """The second country with a data set of ten expiry days, and what these conversations name."""
    dhis2 = second_country(version)
    (known,) = dhis2.metadata.of("dataElements").values()
    (combo,) = (
        c
        for c in dhis2.metadata.of("categoryOptionCombos").values()
        if c["id"].startswith(("O", "t"))
    )
    data_set = dhis2.metadata.of("dataSets")[DATA_SET]
    link = {"dataSet": {"id": DATA_SET}, "dataElement": {"id": ELEMENT}}
    changed = {"name": "VLMIS daily stock", "expiryDays": 10.0, "dataSetElements": [link]}
    unit = dhis2.metadata.of("organisationUnits")[OTHER]
    dhis2.metadata.load(
        {
            "dataElements": [{**known, "id": ELEMENT}],
            "categoryOptionCombos": [{**combo, "id": COMBO}],
            "dataSets": [{**data_set, **changed}],
            "organisationUnits": [{**unit, "name": "Site C1679"}],
        }
    )
    return dhis2


@pytest.mark.parametrize("version", [VERSION_242, VERSION_243])
def test_a_day_that_is_opened_again_for_one_facility_is_answered_as_recorded(version: str) -> None:
    dhis2 = country(version)
    (made,) = conversation(version, "704")["response"]["body"]["lockExceptions"]
    dhis2.lock_exceptions.next_number = int(made["id"])
    dhis2.clock.set(datetime.fromisoformat(made["created"]).replace(tzinfo=UTC), is_standing=True)
    known, found, stored = Normaliser(RECORDINGS / "metadata.json"), {}, {}
    with running(dhis2) as url, httpx.Client(base_url=url, timeout=10) as client:
        for number in NUMBERS:
            recorded = conversation(version, number)
            after = recorded.pop("storedAfter", None)
            recorded["response"]["body"] = recorded["response"]["body"] or None
            answer = ask_again(client, number, recorded, basic(dhis2, recorded))
            found[number] = tuple(differences(dhis2, recorded, answer, known))
            if after:
                stored[number] = (
                    held(dhis2),
                    [r.split("|")[4] for r in after["rows"] if OTHER in r],
                )

    assert found == dict.fromkeys(NUMBERS, ())
    assert {n: here for n, (here, _) in stored.items()} == {
        n: there for n, (_, there) in stored.items()
    }


def held(dhis2: Dhis2) -> list[str | None]:
    """The values of the day at the facility."""
    return [row.value for key, row in dhis2.store.rows({DAY}) if key.org_unit == OTHER]


@pytest.mark.parametrize(
    ("days", "hours", "is_expired"),
    [(0.5, 35, False), (0.5, 36, True), (1, 47, False), (1, 48, True)],
)
def test_a_fraction_of_an_expiry_day_is_hours(days: float, hours: int, is_expired: bool):
    dhis2 = country(VERSION_243)
    dhis2.metadata.of("dataSets")[DATA_SET]["expiryDays"] = days
    dhis2.metadata.change_quietly()
    dhis2.clock.set(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hours), is_standing=True)
    recorded = conversation(VERSION_243, "700")
    with running(dhis2) as url, httpx.Client(base_url=url, timeout=10) as client:
        answer = ask_again(client, "700", recorded, basic(dhis2, recorded))
    assert (answer.status_code == 409) == is_expired
