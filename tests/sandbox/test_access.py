"""Coming in: passwords, lock-out, sessions, tokens."""

from datetime import timedelta

import httpx

from sandbox.stand_in import edits
from sandbox.stand_in.country import DEMO_USERS
from tests.sandbox.conftest import NOW, Standing

KEEPER = next(each for each in DEMO_USERS if each.username == "yao.keeper")


def sentence(server: Standing, password: str) -> str:
    """What the server says to a keeper with a password: the user's name, or the refusal."""
    server.client.cookies.clear()
    answer = server.client.get("/api/me", auth=(KEEPER.username, password))
    body = answer.json()
    told: str = body["username"] if answer.is_success else body["message"]
    return told


def test_the_fifth_try_after_four_wrong_passwords_finds_the_account_locked(server: Standing):
    server.client.put("/sandbox/settings", json={"keyLockMultipleFailedLogins": True})

    assert [sentence(server, "wrong") for _ in range(4)] == ["Unauthorized"] * 4
    assert sentence(server, KEEPER.password) == "Account locked"

    server.dhis2.clock.set(NOW + timedelta(minutes=16))
    assert sentence(server, KEEPER.password) == KEEPER.username


def test_nobody_is_locked_out_while_the_setting_is_off(server: Standing):
    assert [sentence(server, "wrong") for _ in range(9)] == ["Unauthorized"] * 9
    assert sentence(server, KEEPER.password) == KEEPER.username


def test_a_right_password_in_between_starts_the_count_anew(server: Standing):
    server.client.put("/sandbox/settings", json={"keyLockMultipleFailedLogins": True})
    for _ in range(3):
        sentence(server, "wrong")
    sentence(server, KEEPER.password)
    for _ in range(3):
        sentence(server, "wrong")

    assert sentence(server, KEEPER.password) == KEEPER.username


def test_a_disabled_account_is_told_so_whatever_the_password(server: Standing):
    edits.change(server.dhis2, "users", KEEPER.username, {"disabled": True})

    assert sentence(server, "wrong") == sentence(server, KEEPER.password) == "Account disabled"


def test_a_password_changed_there_counts_at_once(server: Standing):
    edits.change(server.dhis2, "users", KEEPER.username, {"password": "Another-2026!"})

    assert sentence(server, KEEPER.password) == "Unauthorized"
    assert sentence(server, "Another-2026!") == KEEPER.username


def test_without_credentials_a_browser_is_sent_to_the_login_page(server: Standing):
    with httpx.Client(base_url=server.client.base_url) as stranger:
        assert stranger.get("/api/me").status_code == 302
        headers = {"X-Requested-With": "XMLHttpRequest"}
        assert stranger.get("/api/me", headers=headers).status_code == 401
        assert stranger.get("/api/ping").status_code == 200


def test_a_token_expires_is_limited_to_methods_and_can_be_deleted(server: Standing):
    allowed = [{"type": "MethodAllowedList", "allowedMethods": ["GET"]}]
    made = server.client.post("/api/apiTokens", json={"attributes": allowed}).json()["response"]
    headers = {"Authorization": f"ApiToken {made['key']}"}

    with httpx.Client(base_url=server.client.base_url, headers=headers) as bearer:
        assert len(made["key"]) == 54
        assert bearer.get("/api/me").status_code == 200
        assert "not allowed" in bearer.post("/api/dataValueSets", json={}).json()["message"]

        bearer.cookies.clear()
        server.dhis2.clock.set(NOW + timedelta(days=31))
        assert "has expired" in bearer.get("/api/me").json()["message"]

        server.client.delete(f"/api/apiTokens/{made['uid']}")
        assert "does not exists" in bearer.get("/api/me").json()["message"]


def test_a_garbled_token_is_a_bad_request(server: Standing):
    with httpx.Client(base_url=server.client.base_url, trust_env=False) as nobody:
        answer = nobody.get("/api/me", headers={"Authorization": "ApiToken d2p_garbled"})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (400, "ApiToken")


def test_accounts_are_shown_only_to_who_may_see_them(server: Standing):
    asked = {"filter": "username:eq:awa.admin", "fields": "email", "paging": "false"}
    assert server.client.get("/api/users", params=asked).json()["users"] == [
        {"email": "awa.admin@example.org"}
    ]

    server.client.cookies.clear()
    server.client.auth = httpx.BasicAuth(KEEPER.username, KEEPER.password)
    assert server.client.get("/api/users", params=asked).json()["errorCode"] == "E1006"
