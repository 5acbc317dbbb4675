"""The users page: accounts from DHIS2 usernames, roles and stores, each refusal in words."""

from sandbox.stand_in.country import DEMO_USERS
from tests.web.maintenance.conftest import Desk

VIEWER = "mariam.viewer"


def add(desk: Desk, username: str = VIEWER) -> str:
    return desk.follow(desk.post("/users/new", username=username))


def change_in_dhis2(desk: Desk, **fields: object) -> None:
    account = desk.delivery.dhis2.accounts.object_of(VIEWER)
    assert account is not None
    desk.delivery.dhis2.metadata.load({"users": [account | fields]})


def test_name_email_and_phone_are_shown_before_an_account_is_made(desk: Desk) -> None:
    page = desk.get(f"/users/new?username={VIEWER}").text
    assert "Mariam Traoré" in page
    assert f"{VIEWER}@example.org" in page
    assert "+2250700000000" in page
    assert desk.delivery.vlmis.value("select count(*) from vlmis.account") == 0


def test_an_account_is_made_by_whom_and_listed(desk: Desk) -> None:
    assert "can do nothing until it has a role" in add(desk)
    assert "Mariam Traoré" in desk.get("/users").text
    assert desk.delivery.vlmis.value("select created_by from vlmis.account") == "ama"
    assert "has an account already" in desk.get(f"/users/new?username={VIEWER}").text


def test_a_user_that_dhis2_does_not_have_is_said(desk: Desk) -> None:
    assert "has no user nobody" in desk.get("/users/new?username=nobody").text
    assert "has no user nobody" in desk.refused(desk.post("/users/new", username="nobody"))


def test_a_user_at_an_unknown_org_unit_needs_a_refresh_first(desk: Desk) -> None:
    change_in_dhis2(desk, organisationUnits=[{"id": "NewPlace001"}])
    assert "which the last refresh did not read" in desk.get(f"/users/new?username={VIEWER}").text
    answer = desk.post("/users/new", username=VIEWER)
    assert "which the last refresh did not read" in desk.refused(answer)


def test_a_disabled_user_is_said(desk: Desk) -> None:
    change_in_dhis2(desk, disabled=True)
    assert "is disabled in DHIS2" in desk.get(f"/users/new?username={VIEWER}").text


def test_roles_and_stores_are_given(desk: Desk) -> None:
    add(desk)
    stores = " ".join(desk.delivery.sites[:2])
    answer = desk.post("/users/one", username=VIEWER, roles="view_only", stores=stores)
    assert "Roles and stores saved" in desk.follow(answer)
    assert desk.delivery.sites[1] in desk.get("/users").text


def test_a_store_role_without_stores_and_an_unknown_store_are_refused(desk: Desk) -> None:
    add(desk)
    bare = desk.post("/users/one", username=VIEWER, roles="store_keeper")
    assert "This role needs at least one store" in desk.refused(bare)
    unknown = desk.post("/users/one", username=VIEWER, roles="store_keeper", stores="NOWHERE")
    assert "There is no store with the code NOWHERE" in desk.refused(unknown)


def test_an_account_is_deactivated_and_activated_again(desk: Desk) -> None:
    add(desk)
    page = desk.follow(desk.post("/users/deactivate", username=VIEWER))
    assert "Deactivated by ama" in page
    assert "Account activated." in desk.follow(desk.post("/users/activate", username=VIEWER))


def test_nobody_locks_themselves_out(desk: Desk) -> None:
    answer = desk.post("/users/deactivate", username="ama")
    assert "your own account" in desk.refused(answer)
    answer = desk.post("/users/one", username="ama", roles="analyst")
    assert "from yourself" in desk.refused(answer)


def test_a_dhis2_that_is_down_or_refuses_us_makes_no_account(desk: Desk) -> None:
    desk.with_dhis2_down()
    assert "Not possible" in desk.refused(desk.post("/users/new", username=VIEWER), 503)
    desk.with_wrong_password()
    assert "401" in desk.refused(desk.get(f"/users/new?username={VIEWER}"))
    assert desk.delivery.vlmis.value("select count(*) from vlmis.account") == 0


def test_no_password_is_on_any_page(desk: Desk) -> None:
    add(desk)
    shown = desk.get("/users").text + desk.get(f"/users/one?username={VIEWER}").text
    assert not [user for user in DEMO_USERS if user.password in shown]
