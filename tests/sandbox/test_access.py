"""Coming in: passwords, lock-out, sessions, tokens."""

from datetime import timedelta

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


def test_a_right_password_in_between_starts_the_count_anew(server: Standing):
    server.client.put("/sandbox/settings", json={"keyLockMultipleFailedLogins": True})
    for _ in range(3):
        sentence(server, "wrong")
    sentence(server, KEEPER.password)
    for _ in range(3):
        sentence(server, "wrong")

    assert sentence(server, KEEPER.password) == KEEPER.username


def test_a_password_changed_there_counts_at_once(server: Standing):
    edits.change(server.dhis2, "users", KEEPER.username, {"password": "Another-2026!"})

    assert sentence(server, KEEPER.password) == "Unauthorized"
    assert sentence(server, "Another-2026!") == KEEPER.username
