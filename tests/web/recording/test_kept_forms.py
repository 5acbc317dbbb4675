"""A form that is sent after the session has ended is there again after its sender logs in."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Response

from tests.support.country import Country
from tests.web.recording.form import Form, bcg
from tests.web.site import NOW, Site
from vlmis_core.accounts.kept_forms import MOST_BYTES, KeptForm, find_kept_form, keep_form
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Role

pytestmark = pytest.mark.usefixtures("country")

ADDRESS = "/record/new/wastage"


@pytest.fixture
def keeper(site: Site, country: Country) -> Person:
    """The keeper of S, with an account."""
    made = site.keeper_of("S")
    for account_id, username in ((made.account_id, made.username), (8, "yao")):
        site.vlmis.execute(
            "insert into vlmis.account (account_id, username, dhis2_uid, display_name,"
            " dhis2_checked_at, created_at, created_by) overriding system value"
            " values (:id, :username, 'User000000' || :id, :username, now(), now(), 'test')",
            id=account_id,
            username=username,
        )
    return made


def sent_too_late(site: Site, keeper: Person, address: str = ADDRESS) -> Response:
    """What answers to a form whose page was loaded before the session ended."""
    page = site.as_person(keeper).get(f"/vlmis{address}").text
    form = Form(site.as_person(None), f"{address}?store=S", page)
    return form.send(
        bcg("4 000", lot="<b>LOT</b>-7", reason="broken"),
        {"quantity": "many", "reason": "vvm"},
        occurred_on="2026-03-04",
        password="hunter2",
    )


def wanted_after_login(answer: Response) -> str:
    assert answer.status_code == 303
    login = urlsplit(answer.headers["location"])
    assert login.path == "/api/v2/auth/login"
    return parse_qs(login.query)["next"][0]


def test_what_was_typed_is_there_again_after_the_login_and_saved_once(
    site: Site, keeper: Person
) -> None:
    before = site.vlmis.count("select count(*) from vlmis.movement")
    wanted = wanted_after_login(sent_too_late(site, keeper))
    assert wanted == f"/vlmis{ADDRESS}?store=S&again=true"
    assert site.vlmis.count("select count(*) from vlmis.movement") == before
    browser = site.as_person(keeper)
    page = browser.get(wanted).text
    for typed in (
        'value="4 000"',
        'value="&lt;b&gt;LOT&lt;/b&gt;-7"',
        'value="many"',
        'value="2026-03-04"',
        '<option value="broken" selected>',
        '<option value="vvm" selected>',
        "Your session had ended, so nothing was saved.",
    ):
        assert typed in page
    form = Form(browser, ADDRESS, page)
    saved = form.send(bcg(4, reason="broken"), occurred_on="2026-03-04")
    assert "recorded=1" in saved.headers["location"]
    assert (
        "before=1"
        in form.send(bcg(4, reason="broken"), occurred_on="2026-03-04").headers["location"]
    )
    assert "Your session had ended" not in browser.get(wanted).text  # Saved, so forgotten.


def test_who_comes_to_another_page_finds_the_way_back(site: Site, keeper: Person) -> None:
    wanted = wanted_after_login(sent_too_late(site, keeper))
    browser = site.as_person(keeper)
    for page in ("/vlmis/", "/vlmis/record/new"):
        assert f'href="{wanted.replace("&", "&amp;")}"' in browser.get(page).text
    assert "Your session had ended" not in browser.get(f"/vlmis{ADDRESS}").text


def test_nobody_else_is_shown_it(site: Site, keeper: Person) -> None:
    wanted = wanted_after_login(sent_too_late(site, keeper))
    other = Person(8, "yao", "Yao", frozenset({Role.ADMINISTRATOR}))
    page = site.as_person(other).get(wanted).text
    assert "LOT" not in page
    assert "Your session had ended" not in page


def test_no_token_and_no_password_is_kept(site: Site, keeper: Person) -> None:
    sent_too_late(site, keeper)
    (fields,) = site.vlmis.rows("select fields from vlmis.kept_form")[0]
    assert set(fields) == {
        "key",
        "codes_as_of",
        "occurred_on",
        "product",
        "quantity",
        "lot",
        "expires_on",
        "reason",
    }
    assert "hunter2" not in str(fields)


def test_after_an_hour_it_is_forgotten(site: Site, keeper: Person) -> None:
    sent_too_late(site, keeper)
    later = NOW + timedelta(minutes=61)
    database = site.vlmis.recorder
    assert find_kept_form(database, keeper.account_id, now=NOW)
    assert find_kept_form(database, keeper.account_id, now=later) is None
    keep_form(database, KeptForm("/x", {"lot": ["y"]}), account_id=8, username="yao", now=later)
    assert site.vlmis.rows("select account_id from vlmis.kept_form") == [(8,)]


@pytest.mark.parametrize("spoil", ["token", "site", "account"])
def test_nothing_is_kept_of_a_form_that_this_server_did_not_make_for_an_account(
    site: Site, keeper: Person, spoil: str
) -> None:
    page = site.as_person(keeper).get(f"/vlmis{ADDRESS}").text
    if spoil == "account":
        page = (
            site.as_person(Person(0, "break-glass", "", keeper.roles, keeper.store_ids))
            .get(f"/vlmis{ADDRESS}")
            .text
        )
    if spoil == "token":
        page = page.replace('name="csrf_token" value="', 'name="csrf_token" value="x')
    headers = {"Sec-Fetch-Site": "cross-site"} if spoil == "site" else {}
    answer = Form(site.as_person(None, **headers), ADDRESS, page).send(bcg(4, reason="broken"))
    assert wanted_after_login(answer) in ("/vlmis/", f"/vlmis{ADDRESS}?again=true")
    assert site.vlmis.count("select count(*) from vlmis.kept_form") == 0


def test_a_form_that_is_too_large_is_not_kept(site: Site, keeper: Person) -> None:
    page = site.as_person(keeper).get(f"/vlmis{ADDRESS}").text
    large = bcg("1" * MOST_BYTES, reason="broken")
    answer = Form(site.as_person(None), ADDRESS, page).send(large)
    assert wanted_after_login(answer) == "/vlmis/"
    assert site.vlmis.count("select count(*) from vlmis.kept_form") == 0


def test_an_account_keeps_one_form_the_latest(site: Site, keeper: Person) -> None:
    sent_too_late(site, keeper)
    sent_too_late(site, keeper, "/record/new/dispensing")
    assert site.vlmis.rows("select path from vlmis.kept_form") == [
        ("/record/new/dispensing?store=S",)
    ]


def test_a_receipt_that_was_being_confirmed_is_there_again(site: Site, keeper: Person) -> None:
    child = site.as_person(site.keeper_of("S"))
    Form(child, "/record/new/return").send(bcg(4))
    number = site.vlmis.value("select max(return_id) from vlmis.stock_return")
    supplier = site.keeper_of("R")
    address = f"/record/returns/{number}"
    page = site.as_person(supplier).get(f"/vlmis{address}").text
    wanted = wanted_after_login(Form(site.as_person(None), address, page).send(received="3"))
    shown = site.as_person(supplier).get(wanted).text
    assert 'name="received" inputmode="numeric" required maxlength="12" value="3"' in shown
    assert "What you typed is here again" in shown


def test_a_delivery_that_was_being_confirmed_is_there_again(site: Site, keeper: Person) -> None:
    address = "/record/receipts"
    page = site.as_person(keeper).get(f"/vlmis{address}").text
    sent = Form(site.as_person(None), f"{address}?store=S", page).send(received="17")
    shown = site.as_person(keeper).get(wanted_after_login(sent)).text
    assert 'autocomplete="off" value="17"' in shown
    assert "What you typed is here again" in shown
