"""Logging in and out as a browser does."""

import time
from collections.abc import Callable

import pytest
from itsdangerous import TimestampSigner

from sandbox.stand_in.faults import FaultKind
from tests.auth.entrance import COOKIE, ORIGIN, Entrance, hidden_fields
from tests.support.people import ADMINISTRATOR, ENGINEER, KEEPER, SECOND_FACTOR
from vlmis_airflow.auth import sealed_login
from vlmis_core.accounts.break_glass import issue_break_glass
from vlmis_core.accounts.log_in import ANSWER_STEP_SECONDS


def test_the_page_needs_nothing_from_elsewhere_and_no_script(entrance: Entrance) -> None:
    answer = entrance.browser.get("/auth/login")

    assert answer.status_code == 200
    assert "script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert len(answer.content) < 5_000
    assert entrance.browser.get("/auth/login.css").headers["content-type"].startswith("text/css")


def test_the_page_speaks_french_to_a_french_browser(entrance: Entrance) -> None:
    page = entrance.browser.get("/auth/login", headers={"Accept-Language": "fr-CI,fr;q=0.9"})

    assert 'lang="fr"' in page.text
    assert "DHIS2 les vérifie" in page.text


def test_a_data_engineer_comes_to_airflow(entrance: Entrance) -> None:
    answer = entrance.log_in(ENGINEER)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert entrance.me() == 200


def test_a_store_keeper_comes_to_the_pages(entrance: Entrance) -> None:
    assert entrance.log_in(KEEPER, next="/dags").headers["location"] == "/vlmis/"


def test_who_may_not_read_runs_is_led_from_the_first_page_to_home(entrance: Entrance) -> None:
    assert entrance.browser.get("/").status_code != 303
    entrance.log_in(KEEPER)
    answer = entrance.browser.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/vlmis/")
    entrance.forget()
    entrance.log_in(ENGINEER)
    assert entrance.browser.get("/").headers.get("location") != "/vlmis/"


def test_the_cookie_is_for_https_only_where_https_is(entrance: Entrance) -> None:
    entrance.browser.base_url = "https://vlmis.test"
    answer = entrance.log_in(ENGINEER)

    assert all("Secure" in each for each in answer.headers.get_list("set-cookie"))


def test_every_refusal_looks_the_same_and_comes_at_the_same_moment(entrance: Entrance) -> None:
    def disabled() -> None:
        entrance.people.change_user(KEEPER, disabled=True)

    def deactivated() -> None:
        entrance.people.vlmis.execute(
            "update vlmis.account set deactivated_at = now(), deactivated_by = 'test'"
        )

    def replaced() -> None:
        entrance.people.vlmis.execute("delete from vlmis.login_failure")
        entrance.people.vlmis.execute(
            "update vlmis.account set deactivated_at = null, deactivated_by = null"
        )
        entrance.people.change_user(KEEPER, disabled=False)
        entrance.people.replace_user(KEEPER)

    account = entrance.people.dhis2.accounts.object_of(KEEPER.username)
    answers = [entrance.log_in(KEEPER, "wrong")]
    for prepare in (disabled, deactivated, replaced):
        prepare()
        answers.append(entrance.log_in(KEEPER))
    entrance.people.remove_user(KEEPER)
    entrance.people.dhis2.metadata.load({"users": [account]})

    problems = {each.text[each.text.index("role=") : each.text.index("</p>")] for each in answers}
    assert {each.status_code for each in answers} == {401}
    assert len(problems) == 1
    assert entrance.pauses == [ANSWER_STEP_SECONDS] * 4


def test_the_page_asks_for_the_code_that_dhis2_wants(entrance: Entrance) -> None:
    entrance.people.change_user(KEEPER, **SECOND_FACTOR)

    asked = entrance.log_in(KEEPER, next="/vlmis/reports")
    wrong = entrance.give_code("000000", **hidden_fields(asked))
    answer = entrance.give_code(entrance.people.code_of(KEEPER), **hidden_fields(wrong))

    assert [each.status_code for each in (asked, wrong, answer)] == [200, 401, 303]
    assert "role=" not in asked.text
    assert "The code is wrong or too old." in wrong.text
    assert answer.headers["location"] == "/vlmis/reports"
    assert KEEPER.password not in asked.text + wrong.text
    assert entrance.pauses == [ANSWER_STEP_SECONDS] * 2


def test_nobody_is_asked_for_a_code_after_a_wrong_password(entrance: Entrance) -> None:
    entrance.people.change_user(KEEPER, **SECOND_FACTOR)

    wrong = entrance.log_in(KEEPER, "wrong")

    assert (wrong.status_code, 'name="code"' in wrong.text) == (401, False)


def test_what_was_typed_is_sealed_for_the_browser_that_typed_it(entrance: Entrance) -> None:
    entrance.people.change_user(KEEPER, **SECOND_FACTOR)
    fields = hidden_fields(entrance.log_in(KEEPER))
    code = entrance.people.code_of(KEEPER)

    altered = entrance.give_code(code, **fields | {"sealed_login": fields["sealed_login"][:-4]})
    elsewhere = entrance.form() | {"sealed_login": fields["sealed_login"], "code": code}
    stolen = entrance.browser.post("/auth/login", data=elsewhere)

    assert [each.status_code for each in (altered, stolen)] == [403, 403]
    assert entrance.people.vlmis.count("select count(*) from vlmis.login_failure") == 1


def test_a_code_that_comes_after_five_minutes_needs_the_password_again(
    entrance: Entrance, monkeypatch: pytest.MonkeyPatch
) -> None:
    entrance.people.change_user(KEEPER, **SECOND_FACTOR)
    fields = hidden_fields(entrance.log_in(KEEPER))
    monkeypatch.setattr(sealed_login, "VALID_SECONDS", -1)

    assert entrance.give_code(entrance.people.code_of(KEEPER), **fields).status_code == 403


def test_the_password_is_not_written_back_into_the_page(entrance: Entrance) -> None:
    answer = entrance.log_in(KEEPER, "Planted-Secret-4711")

    assert "Planted-Secret-4711" not in answer.text
    assert f'value="{KEEPER.username}"' in answer.text


def test_when_dhis2_is_down_the_page_names_the_way_in(entrance: Entrance) -> None:
    entrance.people.dhis2.faults.add(FaultKind.BAD_GATEWAY, path="/api/me")

    answer = entrance.log_in(KEEPER)

    assert answer.status_code == 503
    assert "vlmis users break-glass" in answer.text
    assert entrance.people.vlmis.value("select count(*) from vlmis.login_failure") == 0


@pytest.mark.parametrize(
    "forge",
    [
        lambda fields: fields | {"form_token": "0" * 64},
        lambda fields: {name: value for name, value in fields.items() if name != "form_token"},
    ],
)
def test_a_form_that_this_server_did_not_make_logs_nobody_in(
    entrance: Entrance, forge: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    fields = forge(entrance.form()) | {"username": KEEPER.username, "password": KEEPER.password}

    answer = entrance.browser.post("/auth/login", data=fields)

    assert (answer.status_code, COOKIE in entrance.browser.cookies) == (403, False)


def test_a_form_of_another_site_or_browser_logs_nobody_in(entrance: Entrance) -> None:
    fields = entrance.form() | {"username": KEEPER.username, "password": KEEPER.password}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}

    assert entrance.browser.post("/auth/login", data=fields, headers=elsewhere).status_code == 403
    entrance.browser.cookies.clear()
    assert entrance.browser.post("/auth/login", data=fields).status_code == 403


def test_a_form_that_was_left_open_for_more_than_an_hour_logs_nobody_in(
    entrance: Entrance, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = entrance.form() | {"username": KEEPER.username, "password": KEEPER.password}
    later = int(time.time()) + 3700
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: later)

    assert entrance.browser.post("/auth/login", data=fields).status_code == 403


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/dags/eod_freeze?tab=runs", "/dags/eod_freeze?tab=runs"),
        (f"{ORIGIN}/dags", "/dags"),
        ("/vlmis/reports", "/vlmis/reports"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/%2fevil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://vlmis.test.evil.example/", "/"),
        ("http://vlmis.test@evil.example/", "/"),
        ("/dags\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_a_login_leads_to_this_site_only(entrance: Entrance, wanted: str, leads_to: str) -> None:
    assert entrance.log_in(ENGINEER, next=wanted).headers["location"] == leads_to


def test_after_logout_the_old_token_is_refused(entrance: Entrance) -> None:
    entrance.log_in(ENGINEER)
    token = entrance.browser.cookies[COOKIE]
    fields = entrance.form("/auth/logout")

    answer = entrance.browser.post("/auth/logout", data=fields)

    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/login")
    assert COOKIE not in entrance.browser.cookies
    assert entrance.me(headers={"Authorization": f"Bearer {token}"}) == 403
    assert entrance.me(headers={"Cookie": f"{COOKIE}={token}"}) in (401, 403)


@pytest.mark.parametrize(
    ("came_from", "stay"),
    [
        (f"{ORIGIN}/vlmis/reports/end-of-day?day=2026-03-01", "/vlmis/reports/end-of-day?day=2026"),
        ("https://elsewhere.example/vlmis/", "/vlmis/"),
        ("", "/vlmis/"),
    ],
)
def test_who_does_not_log_out_comes_back_to_where_they_were(
    entrance: Entrance, came_from: str, stay: str
) -> None:
    shown = entrance.browser.get("/auth/logout", headers={"Referer": came_from}).text

    assert f'<a href="{stay}' in shown
    assert "elsewhere" not in shown


def test_airflows_own_logout_ends_the_session_too(entrance: Entrance) -> None:
    entrance.log_in(ENGINEER)
    token = entrance.browser.cookies[COOKIE]

    entrance.browser.get("/api/v2/auth/logout")

    assert entrance.me(headers={"Authorization": f"Bearer {token}"}) == 403


def test_another_site_cannot_log_anybody_out(entrance: Entrance) -> None:
    entrance.log_in(ENGINEER)

    led = entrance.browser.get("/api/v2/auth/logout", headers={"Sec-Fetch-Site": "cross-site"})
    posted = entrance.browser.post("/auth/logout", headers={"Sec-Fetch-Site": "cross-site"})

    assert (led.status_code, led.headers["location"]) == (303, "/auth/logout")
    assert posted.status_code == 403
    assert entrance.me() == 200


def test_a_new_login_is_a_new_session(entrance: Entrance) -> None:
    entrance.log_in(ENGINEER)
    first = entrance.browser.cookies[COOKIE]
    entrance.log_in(ADMINISTRATOR)

    assert entrance.browser.cookies[COOKIE] != first
    assert entrance.me() == 200


def test_a_worn_out_cookie_does_not_take_the_new_one_with_it(entrance: Entrance) -> None:
    entrance.browser.cookies.set(COOKIE, "worn.out.token", domain="vlmis.test")
    fields = entrance.form()
    entrance.browser.cookies.set(COOKIE, "worn.out.token", domain="vlmis.test")
    typed = {"username": ENGINEER.username, "password": ENGINEER.password}

    answer = entrance.browser.post("/auth/login", data=fields | typed)

    cookies = [each for each in answer.headers.get_list("set-cookie") if COOKIE in each]
    assert len(cookies) == 1
    assert "Max-Age=0" not in cookies[0]


def test_a_break_glass_code_opens_everything_once(entrance: Entrance) -> None:
    entrance.people.dhis2.faults.add(FaultKind.BAD_GATEWAY, times=None)
    issued = issue_break_glass(
        entrance.people.owner, by="root", reason="drill", now=entrance.minutes_ago(0)
    )
    fields = entrance.form("/auth/break-glass") | {"code": issued.code.get_secret_value()}

    first = entrance.browser.post("/auth/break-glass", data=fields)
    assert first.status_code == 303
    assert entrance.browser.get("/api/v2/connections").status_code == 200
    second = entrance.browser.post("/auth/break-glass", data=fields)
    assert second.status_code == 401
    assert entrance.pauses == [ANSWER_STEP_SECONDS]
