"""A form token belongs to one holder and one kind of form, and ends."""

from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from airflow.configuration import conf
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from tests.web.site import person
from vlmis_airflow.form_tokens import FormTokens
from vlmis_airflow.web.csrf import is_valid_token, make_token

TWELVE_HOURS = 12 * 3600
FORMS = FormTokens("test", valid_seconds=60)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the signer takes for the present second; a test changes it."""
    now = [1_000]
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now[0])
    return now


def test_a_token_of_the_pages_ends_after_twelve_hours(clock: list[int]) -> None:
    who = person()
    token = make_token(who)
    clock[0] += TWELVE_HOURS
    assert is_valid_token(token, who)
    clock[0] += 1
    assert not is_valid_token(token, who)


def test_a_token_of_the_future_is_refused(clock: list[int]) -> None:
    token = make_token(person())
    clock[0] -= 1
    assert not is_valid_token(token, person())


def test_a_token_belongs_to_one_person() -> None:
    who = person()
    token = make_token(who)
    assert is_valid_token(token, who)
    assert not is_valid_token(token, replace(who, account_id=8))
    assert not is_valid_token(token, replace(who, username="kofi"))


def test_a_token_of_one_kind_of_form_is_refused_by_another() -> None:
    assert not FormTokens("other", valid_seconds=60).is_valid(FORMS.make(7, "ama"), 7, "ama")


def test_a_token_cannot_be_moved_from_one_holder_to_another() -> None:
    mine, _, signature = FORMS.make(7, "ama").partition(".")
    theirs = urlsafe_b64encode(b'[8,"kofi"]').decode().rstrip("=")
    assert FORMS.is_valid(f"{mine}.{signature}", 7, "ama")
    assert not FORMS.is_valid(f"{theirs}.{signature}", 8, "kofi")


def test_a_token_signed_with_another_key_is_refused() -> None:
    key = conf.get_mandatory_value("api", "secret_key")
    for secret in ("", "guessed", key):  # With the right key, but not as this server signs.
        forged = URLSafeTimedSerializer(secret, salt="test").dumps([7, "ama"])
        assert not FORMS.is_valid(forged, 7, "ama")


def test_no_change_of_a_single_character_is_accepted() -> None:
    token = FORMS.make(7, "ama")
    for at, character in enumerate(token):
        changed = token[:at] + ("A" if character != "A" else "B") + token[at + 1 :]
        if at < len(token) - 1:  # The last character has bits that carry nothing.
            assert not FORMS.is_valid(changed, 7, "ama"), at


@pytest.mark.parametrize("token", ["", ".", "..", "1.x", "²." + "0" * 64, "\0", "=" * 5000])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert not FORMS.is_valid(token, 7, "ama")
