"""Logins with a second factor, as the recorded servers answered them: conversations 766 to 776."""

import json
from datetime import timedelta
from typing import Any

import httpx

from tests.sandbox.conftest import NOW, Standing
from tests.sandbox.test_org_unit_merge import conversation
from tests.support.people import KEEPER, SECOND_FACTOR

NUMBERS = [str(number) for number in range(766, 777)]
WITH_WRONG_PASSWORD = {"767", "773"}
BEFORE_SECOND_FACTOR = {"766", "767", "768"}


def ask(server: Standing, number: str, recorded: dict[str, Any]) -> httpx.Response:
    """Hold a conversation again, with this server's user and the code of this moment."""
    request, client = recorded["request"], server.client
    client.cookies.clear()
    if number == "776":
        params = {**request["params"], "filter": f"username:eq:{KEEPER.username}"}
        return client.get(request["path"], params=params)
    if number == "775":
        return client.get(request["path"], auth=(KEEPER.username, KEEPER.password))
    password = "not it" if number in WITH_WRONG_PASSWORD else KEEPER.password
    body = {**request["body"], "username": KEEPER.username, "password": password}
    if body.get("twoFactorCode") == "<code>":
        body["twoFactorCode"] = server.dhis2.accounts.code_of(KEEPER.username)
    return client.post(request["path"], json=body, auth=lambda request: request)


def test_a_login_with_a_second_factor_is_answered_as_recorded(server: Standing) -> None:
    known = server.dhis2.accounts.object_of(KEEPER.username)
    assert known is not None
    found, wanted = {}, {}
    for number in NUMBERS:
        if number not in BEFORE_SECOND_FACTOR:
            server.dhis2.metadata.load({"users": [known | SECOND_FACTOR]})
        recorded = conversation(server.dhis2.version, number)["response"]
        answer = ask(server, number, conversation(server.dhis2.version, number))
        body = recorded["body"]
        for user in body.get("users", []):
            user |= {"id": known["id"], "username": KEEPER.username}
        sets_cookie = recorded.get("setsSessionCookie", number == "776")
        wanted[number] = (recorded["status"], body, sets_cookie)
        found[number] = (answer.status_code, answer.json(), "JSESSIONID" in answer.cookies)

    assert json.dumps(found, sort_keys=True) == json.dumps(wanted, sort_keys=True)


def test_a_code_is_good_for_half_a_minute(server: Standing) -> None:
    known = server.dhis2.accounts.object_of(KEEPER.username)
    assert known is not None
    server.dhis2.metadata.load({"users": [known | SECOND_FACTOR]})
    body = {
        "username": KEEPER.username,
        "password": KEEPER.password,
        "twoFactorCode": server.dhis2.accounts.code_of(KEEPER.username),
    }

    def state() -> str:
        return str(server.client.post("/api/auth/login", json=body).json()["loginStatus"])

    assert state() == "SUCCESS"
    server.dhis2.clock.set(NOW + timedelta(seconds=31), is_standing=True)
    assert state() == "INCORRECT_TWO_FACTOR_CODE_TOTP"


def test_a_token_of_a_user_with_a_second_factor_is_refused(server: Standing) -> None:
    known = server.dhis2.accounts.object_of(KEEPER.username)
    assert known is not None
    token = server.dhis2.accounts.new_token(KEEPER.username).key
    headers = {"Authorization": f"ApiToken {token}"}

    def status() -> int:
        server.client.cookies.clear()
        return server.client.get("/api/me", headers=headers, auth=lambda r: r).status_code

    assert status() == 200
    server.dhis2.metadata.load({"users": [known | SECOND_FACTOR]})
    assert status() == 401


def test_a_logout_ends_the_session_of_its_cookie(server: Standing) -> None:
    body = {"username": KEEPER.username, "password": KEEPER.password}
    server.client.post("/api/auth/login", json=body)
    assert KEEPER.username in server.dhis2.accounts.sessions.values()

    server.client.get("/dhis-web-commons-security/logout.action")

    assert KEEPER.username not in server.dhis2.accounts.sessions.values()


def test_a_server_older_than_2_41_has_no_login_endpoint(server: Standing) -> None:
    server.dhis2.version = "2.40.9"
    body = {"username": KEEPER.username, "password": KEEPER.password}

    answer = server.client.post("/api/auth/login", json=body, auth=lambda request: request)

    assert (answer.status_code, answer.json()["message"]) == (401, "Unauthorized")
    assert server.client.get("/api/me", auth=(KEEPER.username, KEEPER.password)).is_success


def test_every_failure_starts_the_quarter_of_an_hour_of_a_lock_again(server: Standing) -> None:
    accounts = server.dhis2.accounts
    accounts.locks_after_failures = True
    for minutes in (0, 10, 20, 30):
        server.dhis2.clock.set(NOW + timedelta(minutes=minutes), is_standing=True)
        server.client.get("/api/me", auth=(KEEPER.username, "wrong"))
    assert accounts.is_locked(KEEPER.username)

    server.dhis2.clock.set(NOW + timedelta(minutes=44), is_standing=True)
    server.client.get("/api/me", auth=(KEEPER.username, KEEPER.password))
    server.dhis2.clock.set(NOW + timedelta(minutes=58), is_standing=True)

    assert accounts.is_locked(KEEPER.username)
