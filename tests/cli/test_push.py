"""`vlmis org-units`, `push`, `why-not`, `requeue` and `dhis2`, as a data engineer meets them."""

import json

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import SERVICE_USER, data_set_uid
from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.delivery import FIRST_DAY, NEW, OLD, PRODUCTS, delivering
from tests.support.postgres import TestDatabase
from tests.support.recordings import FOLDER
from vlmis_core.errors import BadInputError, NotProductionError, PermanentError


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VLMIS_DHIS2_USERNAME", SERVICE_USER.username)
    monkeypatch.setenv("VLMIS_DHIS2_PASSWORD", SERVICE_USER.password)


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize("version", [OLD, NEW])
def test_an_evening_by_hand(
    command: Command, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    with delivering(vlmis, version, sites=3) as delivery:
        monkeypatch.setenv("VLMIS_DHIS2_URL", delivery.base_url)
        edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[2])
        assert "nothing was sent" in command("push").stdout
        monkeypatch.setenv("VLMIS_PRODUCTION", "true")
        with pytest.raises(NotProductionError):
            command("push")
        (off,) = json.loads(command("why-not", "--json").stdout)
        assert (off["reason_code"], off["records"]) == ("production_is_not_allowed", 0)
        command("push", "production", "on", "--from", str(FIRST_DAY))
        assert command("push", "production", "status").stdout.startswith("Sends")
        rehearsed = command("push", "--dry-run").stdout
        assert "6 records would be accepted, 0 refused, 0 unknown" in rehearsed
        assert delivery.dhis2.store.count() == 0
        summary = json.loads(command("push", "--json").stdout)
        assert (summary["posted"], summary["refused"]) == (6, 0)
        (missing,) = json.loads(command("why-not", "--json").stdout)
        assert (missing["reason_code"], missing["records"]) == ("org_unit_is_not_assigned", 3)
        assert missing["fix_by"] == "dhis2_administrator"
        assert "DHIS2 administrator" in command("why-not").stdout
        with pytest.raises(PermanentError, match="No record of this choice can be sent again"):
            command("requeue", "--reason", "to see", "--product", PRODUCTS[0])
        again = ["requeue", "--reason", "to see", "--product", PRODUCTS[0], "--posted"]
        with pytest.raises(PermanentError, match="nobody confirmed"):
            command(*again)
        said = command(*again, "--yes").stdout
        assert said.startswith("2 records will be sent again (stores: 2; stock days 2026-03-01 to")
        assert "2 records are sent again at the next push" in said
        taken = ["withdraw", "--reason", "closed", "--store", delivery.sites[2]]
        with pytest.raises(PermanentError, match="nobody confirmed"):
            command(*taken)
        assert "3 records were withdrawn" in command(*taken, "--yes").stdout
        listed = json.loads(command("why-not", "--json").stdout)
        assert {line["state"]: line["records"] for line in listed} == {"pending": 2, "held": 0}
        with pytest.raises(PermanentError, match="must name its records"):
            command("withdraw", "--reason", "everything", "--yes")


@pytest.mark.usefixtures("credentials")
def test_the_first_day_is_changed_by_a_confirmed_act_alone(
    command: Command, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_PRODUCTION", "true")
    with delivering(vlmis, NEW, sites=1) as delivery:
        monkeypatch.setenv("VLMIS_DHIS2_URL", delivery.base_url)
        assert "nobody has allowed" in result_of_doctor(command)["detail"].casefold()
        command("push", "production", "on", "--from", str(FIRST_DAY))
        assert result_of_doctor(command)["status"] == "ok"
        command("push", "production", "off")
        off = result_of_doctor(command)
        assert (off["status"], "switched production off" in off["detail"]) == ("warning", True)
        (held,) = json.loads(command("why-not", "--json").stdout)
        assert (held["reason_code"], held["records"]) == ("production_was_switched_off", 3)
        assert "Production was switched off" in command("why-not").stdout
        with raises_code("first_day_is_kept"):
            command("push", "production", "on", "--from", "2026-03-05")
        assert "stock days from 2026-03-01" in command("push", "production", "on").stdout
        with raises_code("change_was_not_confirmed"):
            command("push", "production", "first-day", "2026-03-05", answer="n")
        assert f"from {FIRST_DAY}" in command("push", "production", "status").stdout
        changed = command("push", "production", "first-day", "2026-03-05", answer="y").stdout
        assert "3 records of frozen days before 2026-03-05" in changed
        assert "from 2026-03-05" in command("push", "production", "status").stdout
        back = command("push", "production", "first-day", str(FIRST_DAY), "--yes").stdout
        assert "go to DHIS2 with the next push" in back
        monkeypatch.setenv("VLMIS_PUSH_FROM", "2026-04-01")
        assert result_of_doctor(command)["code"] == "first_day_setting_has_no_effect"


def result_of_doctor(command: Command) -> dict[str, str]:
    """What the doctor says of production."""
    shown = command("doctor", "--json", code=None).stdout
    (found,) = [result for result in json.loads(shown) if result["check"] == "production"]
    return found


@pytest.mark.usefixtures("credentials")
def test_org_units_are_compared_and_refreshed(
    command: Command, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        monkeypatch.setenv("VLMIS_DHIS2_URL", delivery.base_url)
        assert "0 added, 0 changed, 0 moved, 0 removed" in command("org-units", "diff").stdout
        edits.change(delivery.dhis2, "organisationUnits", "C4001", {"name": "New name"})
        assert "1 changed" in command("org-units", "diff").stdout
        assert "1 changed" in command("org-units", "refresh").stdout
        assert "0 changed" in command("org-units", "refresh").stdout


@pytest.mark.usefixtures("credentials")
def test_an_org_unit_that_cannot_be_used_is_named_and_the_refresh_is_done(
    command: Command, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        monkeypatch.setenv("VLMIS_DHIS2_URL", delivery.base_url)
        edits.change(delivery.dhis2, "organisationUnits", "C4001", {"openingDate": "20211-03-01"})
        told = "its openingDate cannot be read: 20211-03-01"
        for words in (("diff",), ("refresh",), ("--lang", "fr", "refresh")):
            *language, name = words
            said = " ".join(command(*language, "org-units", name).stdout.split())
            assert ("1 mises de côté" if language else "1 set aside") in said
        listed = json.loads(command("org-units", "diff", "--json").stdout)
        (unit,) = listed["set_aside"]
        assert (unit["code"], unit["message"]["code"]) == ("C4001", "org_unit_cannot_be_read")
        assert told in unit["message"]["text"]
        results = json.loads(command("doctor", "--json", code=None).stdout)
        (found,) = [result for result in results if result["check"] == "org_units"]
        assert found["status"] == "warning"
        assert told in json.dumps(found)


def test_a_recorded_answer_is_read_value_by_value(command: Command) -> None:
    path = next((FOLDER / "2.42.5.2").glob("034-*.json"))
    verdicts = json.loads(command("dhis2", "read-answer", str(path), "--json").stdout)
    assert [verdict["outcome"] for verdict in verdicts].count("accepted") == 53
    assert verdicts[5] == {
        "index": 5,
        "outcome": "refused",
        "code": "E7610",
        "sentence": "Data element not found or not accessible: `DeUnknown01`",
    }


def test_what_is_no_recording_is_refused(command: Command) -> None:
    with pytest.raises(BadInputError, match="holds no list of data values"):
        command("dhis2", "read-answer", str(next((FOLDER / "2.43.1").glob("201-*.json"))))
