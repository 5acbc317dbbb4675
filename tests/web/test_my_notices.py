"""The page My notices: a person asks for what they may have, at an e-mail address."""

from dataclasses import replace
from html import unescape

import pytest
from fastapi.testclient import TestClient

from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_airflow.web.csrf import make_token
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Role

PAGE = "/vlmis/notices"


@pytest.fixture
def ama(site: Site, country: Country) -> Person:
    """A store keeper with an account, and an address in DHIS2."""
    site.vlmis.execute(
        "insert into vlmis.account (username, dhis2_uid, display_name, email, dhis2_checked_at,"
        " created_at, created_by)"
        " values ('ama', 'UsrAma', 'Ama', 'ama@example.org', now(), now(), 'test')"
    )
    account_id = site.vlmis.count("select account_id from vlmis.account where username = 'ama'")
    return replace(person(Role.STORE_KEEPER), account_id=account_id)


def send(site: Site, who: Person, **fields: object) -> tuple[TestClient, int, str]:
    browser = site.as_person(who)
    answer = browser.post(PAGE, data={"csrf_token": make_token(who)} | fields)
    return browser, answer.status_code, unescape(answer.text)


def kept(site: Site) -> list[tuple]:
    return site.vlmis.rows("select kinds, address, language from vlmis.notice_subscription")


def test_before_the_first_choice_the_address_of_dhis2_is_proposed(site: Site, ama: Person) -> None:
    page = site.as_person(ama).get(PAGE).text
    assert 'name="address" value="ama@example.org"' in page
    assert "checked" not in page.split("<main")[1]


def test_a_person_is_offered_what_their_role_may_have(site: Site, ama: Person) -> None:
    assert "Daily digest" in site.as_person(ama).get(PAGE).text
    assert "A run failed" not in site.as_person(ama).get(PAGE).text
    engineer = site.as_person(replace(ama, roles=frozenset({Role.DATA_ENGINEER}))).get(PAGE).text
    assert "A run failed" in engineer
    assert "DHIS2 closes a day soon" in engineer


def test_a_choice_is_kept_and_shown_and_can_be_taken_away(site: Site, ama: Person) -> None:
    browser, status, _ = send(site, ama, kinds=["digest"], address="a@b.org", language="fr")
    assert status == 303
    assert kept(site) == [(["digest"], "a@b.org", "fr")]
    page = browser.get(f"{PAGE}?done=saved").text
    assert "Your choice is saved." in page
    assert 'value="digest" checked' in page
    send(site, ama, address="a@b.org", language="fr")
    assert kept(site) == [([], "a@b.org", "fr")]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"address": "a@b.org\r\nBcc: c@d.org"}, "This is not an e-mail address."),
        ({"address": "a@b.org,c@d.org"}, "This is not an e-mail address."),
        ({"address": ""}, "This is not an e-mail address."),
        ({"kinds": ["run_failed"]}, "None of your roles allows the notice “A run failed”."),
        ({"language": "xx"}, "This field is required."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(
    site: Site, ama: Person, fields: dict[str, object], error: str
) -> None:
    usual: dict[str, object] = {"address": "ama@example.org", "language": "en"}
    _, status, page = send(site, ama, **(usual | fields))
    assert status == 422
    assert error in page
    assert f'id="bad-{next(iter(fields))}"' in page
    assert kept(site) == []


def test_a_break_glass_login_has_no_notices(site: Site, ama: Person) -> None:
    _, status, page = send(site, replace(ama, account_id=0), address="a@b.org", language="en")
    assert status == 422
    assert "a break-glass login has none" in page
    assert kept(site) == []
