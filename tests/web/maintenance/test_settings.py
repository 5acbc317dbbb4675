"""Settings: the refresh with its diff and removal limit, the production guard, and no secrets."""

from pathlib import Path

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import org_unit_uid
from tests.web.maintenance.conftest import Desk


@pytest.fixture(autouse=True)
def deployment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home of its own, with secrets that no page may show."""
    monkeypatch.setenv("VLMIS_HOME", str(tmp_path))
    monkeypatch.setenv("VLMIS_DHIS2_PASSWORD", "planted-secret")
    monkeypatch.setenv("VLMIS_DATABASE_PASSWORDS", '{"vlmis_pipeline": "planted-secret"}')


def change_tree(desk: Desk) -> str:
    """DHIS2 renames one org unit; returns its uid."""
    uid = org_unit_uid(desk.delivery.sites[0])
    unit = desk.delivery.dhis2.metadata.find("organisationUnits", uid)
    assert unit is not None
    desk.delivery.dhis2.metadata.load({"organisationUnits": [unit | {"name": "Renamed unit"}]})
    return uid


def name_here(desk: Desk, uid: str) -> object:
    return desk.delivery.vlmis.value(
        "select name from vlmis.org_unit where org_unit_uid = :uid", uid=uid
    )


def read_tree(desk: Desk) -> str:
    """Read the tree; returns the address of the reading below /maintenance."""
    answer = desk.post("/settings/org-units")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/vlmis/maintenance")


def test_settings_are_shown_without_secrets(desk: Desk) -> None:
    page = desk.get("/settings").text
    assert "VLMIS_TIME_ZONE" in page
    assert '<code>VLMIS_PRODUCTION</code></th><td class="prose">false</td>' in page
    assert "planted-secret" not in page
    assert "PASSWORD" not in page
    assert "Nothing is sent to DHIS2." in page


def test_a_change_is_shown_before_it_is_applied(desk: Desk) -> None:
    uid = change_tree(desk)
    address = read_tree(desk)
    page = desk.get(address).text
    assert "Renamed unit" in page
    assert name_here(desk, uid) != "Renamed unit"
    assert "now as in DHIS2" in desk.follow(desk.post(address))
    assert name_here(desk, uid) == "Renamed unit"
    assert "Nothing to change" in desk.get(address).text


def test_what_is_set_aside_is_named_and_the_other_changes_can_be_applied(desk: Desk) -> None:
    uid = change_tree(desk)
    edits.move_org_unit(desk.delivery.dhis2, desk.delivery.sites[1], None)
    address = read_tree(desk)
    page = desk.get(address).text
    assert "1 org unit is set aside." in page
    assert "has no parent, but the root is" in page
    assert desk.post(address).status_code == 303
    assert name_here(desk, uid) == "Renamed unit"
    assert "has no parent, but the root is" in desk.get(address).text


def test_a_person_must_accept_more_removals_than_the_limit(desk: Desk) -> None:
    sites = desk.delivery.vlmis.rows("select org_unit_uid from vlmis.org_unit where level = 4")
    for (uid,) in sites:
        desk.delivery.dhis2.metadata.remove("organisationUnits", str(uid))
    address = read_tree(desk)
    assert "More than 20 % of the facilities" in desk.get(address).text
    assert "would be removed" in desk.refused(desk.post(address))
    assert desk.post(address, accept_removals="true").status_code == 303


def test_a_reading_that_was_replaced_is_not_applied(desk: Desk) -> None:
    old = read_tree(desk)
    change_tree(desk)
    read_tree(desk)
    assert "a newer one replaced it" in desk.refused(desk.get(old))
    assert "A newer reading replaced" in desk.refused(desk.post(old, accept_removals="true"), 503)
    gone = "select count(*) from vlmis.org_unit where removed_at is not null"
    assert desk.delivery.vlmis.value(gone) == 0


def test_a_dhis2_that_is_down_changes_nothing(desk: Desk) -> None:
    desk.with_dhis2_down()
    assert "Not possible" in desk.refused(desk.post("/settings/org-units"), 503)
    page = desk.get("/settings/production")
    assert page.status_code == 200
    assert "127.0.0.1:9" in page.text
    assert "Switch production on" not in page.text


def test_production_is_switched_off_while_dhis2_is_down(desk: Desk) -> None:
    desk.post("/settings/production", is_on="true", seen_root=root_uid(desk))
    desk.with_dhis2_down()
    assert "Switch production off" in desk.get("/settings/production").text
    off = desk.post("/settings/production", is_on="false")
    assert "nothing is sent" in desk.follow(off)
    assert [row[0] for row in switched(desk)] == [True, False]
    assert "Switch production off" not in desk.get("/settings/production").text


def test_a_wrong_password_is_said(desk: Desk) -> None:
    desk.with_wrong_password()
    assert "401" in desk.refused(desk.post("/settings/org-units"))


def switched(desk: Desk) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for row in desk.delivery.vlmis.rows(
            "select is_on, switched_by, push_from::text from vlmis.production_switch"
            " order by switch_id"
        )
    ]


def root_uid(desk: Desk) -> object:
    return desk.delivery.vlmis.value("select org_unit_uid from vlmis.org_unit where level = 1")


def test_production_is_switched_with_name_and_first_day(desk: Desk) -> None:
    root = root_uid(desk)
    assert str(root) in desk.get("/settings/production").text
    on = desk.post("/settings/production", is_on="true", seen_root=root, push_from="2026-03-01")
    assert "Production is on" in desk.follow(on)
    assert "VLMIS_PRODUCTION is off" in desk.get("/settings").text
    assert (
        "First stock day to send"
        not in desk.get("/settings/production").text.partition("<h2>Now")[2].partition("</form>")[0]
    )
    off = desk.post("/settings/production", is_on="false", seen_root=root)
    assert "nothing is sent" in desk.follow(off)
    assert switched(desk) == [(True, "ama", "2026-03-01"), (False, "ama", "2026-03-01")]
    assert "ama" in desk.get("/settings/production").text


def test_another_dhis2_than_the_one_shown_is_not_switched_on(desk: Desk) -> None:
    answer = desk.post("/settings/production", is_on="true", seen_root="OtherRoot01")
    assert "is not the one that the page showed" in desk.refused(answer)
    assert switched(desk) == []


def test_the_first_day_is_changed_after_its_meaning_was_shown(desk: Desk) -> None:
    root = root_uid(desk)
    desk.post("/settings/production", is_on="true", seen_root=root, push_from="2026-03-01")
    again = desk.post("/settings/production", is_on="true", seen_root=root, push_from="2026-03-09")
    assert "switching production on does not change that" in desk.refused(again)
    page = desk.get("/settings/production?first_day=2026-03-09").text
    assert f"{desk.delivery.records} records of frozen days before 2026-03-09" in page
    stale = desk.post("/settings/production/first-day", day="2026-03-09", seen="2026-03-02")
    assert "from 2026-03-01 meanwhile" in desk.refused(stale)
    answer = desk.post("/settings/production/first-day", day="2026-03-09", seen="2026-03-01")
    assert "was changed" in desk.follow(answer)
    assert switched(desk) == [(True, "ama", "2026-03-01"), (True, "ama", "2026-03-09")]
