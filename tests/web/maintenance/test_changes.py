"""Who changed master data, for administrators."""

from tests.web.maintenance.conftest import Desk

UID = "a" * 11


def test_a_changed_hmis_code_shows_who_and_what_it_was(desk: Desk) -> None:
    desk.delivery.vlmis.execute(
        "select set_config('vlmis.actor', 'awa', true);"
        f"update vlmis.product set hmis_code = '{UID}' where code = 'AS27000'"
    )
    page = desk.get("/changes?entity=product&key=AS27000").text
    assert f"→ {UID}" in page
    assert "<td>awa</td>" in page


def test_a_choice_leaves_the_others_out(desk: Desk) -> None:
    desk.delivery.vlmis.execute("update vlmis.product set name = 'Renamed' where code = 'AS27000'")
    assert "Renamed" in desk.get("/changes").text
    assert "Renamed" not in desk.get("/changes?entity=store").text
    assert "Renamed" not in desk.get("/changes?key=AS27132").text


def test_older_changes_stand_on_the_next_page(desk: Desk) -> None:
    for number in range(51):
        desk.delivery.vlmis.execute(
            f"update vlmis.product set name = 'Name {number:02}' where code = 'AS27000'"
        )
    newest, older = (
        desk.get(f"/changes?entity=product&key=AS27000&page={page}").text for page in (1, 2)
    )
    assert "→ Name 50" in newest
    assert "→ Name 00" not in newest
    assert "→ Name 00" in older


def test_a_kind_that_nobody_knows_is_named(desk: Desk) -> None:
    answer = desk.get("/changes?entity=planet")
    assert answer.status_code == 422
    assert "planet" in answer.text
