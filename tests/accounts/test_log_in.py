"""Who gets in, and what an outsider learns of the others: nothing."""

import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.stand_in.faults import FaultKind
from tests.support.people import ENGINEER, KEEPER, SITE, People
from vlmis_core.accounts.change_account import deactivate_account
from vlmis_core.accounts.log_in import ANSWER_STEP_SECONDS, COUNTED_FOR, seconds_until_answer
from vlmis_core.accounts.roles import Role
from vlmis_core.dhis2.login import login_address
from vlmis_core.errors import Dhis2UnavailableError, LoginRefusedError, SettingsError


@pytest.fixture
def keeper(people: People) -> People:
    people.add(KEEPER, Role.STORE_KEEPER, stores=(SITE,))
    return people


def failures(people: People) -> int:
    return people.vlmis.count("select count(*) from vlmis.login_failure")


def wrong_password(people: People) -> None:
    people.log_in(KEEPER, "not it")


def unknown_user(people: People) -> None:
    people.log_in_as("nobody.here", "whatever")


def other_letter_case(people: People) -> None:
    people.log_in_as(KEEPER.username.upper(), KEEPER.password)


def disabled(people: People) -> None:
    people.change_user(KEEPER, disabled=True)
    people.log_in(KEEPER)


def locked(people: People) -> None:
    people.dhis2.accounts.locks_after_failures = True
    for _ in range(4):
        people.dhis2.accounts._note_failure(KEEPER.username)
    people.log_in(KEEPER)


def two_factor(people: People) -> None:
    people.change_user(KEEPER, twoFactorType="TOTP_ENABLED")
    people.log_in(KEEPER)


def no_account_here(people: People) -> None:
    people.log_in(ENGINEER)


def deactivated(people: People) -> None:
    deactivate_account(people.vlmis.recorder, KEEPER.username, by="test", now=people.now)
    people.log_in(KEEPER)


def token_of_somebody_else(people: People) -> None:
    token = people.dhis2.accounts.new_token(ENGINEER.username)
    people.log_in(KEEPER, token.key)


def altered_token(people: People) -> None:
    people.log_in(KEEPER, people.dhis2.accounts.new_token(KEEPER.username).key[:-1] + "x")


def empty_password(people: People) -> None:
    people.log_in_as(KEEPER.username, "")


def name_with_a_colon(people: People) -> None:
    people.log_in_as("yao:keeper", KEEPER.password)


def name_too_long(people: People) -> None:
    people.log_in_as("y" * 10_000, KEEPER.password)


REFUSED = [
    wrong_password,
    unknown_user,
    other_letter_case,
    disabled,
    locked,
    two_factor,
    no_account_here,
    deactivated,
    token_of_somebody_else,
    altered_token,
    empty_password,
    name_with_a_colon,
    name_too_long,
]


def test_the_right_password_lets_in(keeper: People) -> None:
    keeper.log_in(KEEPER)

    assert keeper.asked() == [KEEPER.username]
    assert keeper.vlmis.value("select last_login_at from vlmis.account") == keeper.now
    assert failures(keeper) == 0


def test_a_password_changed_in_dhis2_is_changed_here(keeper: People) -> None:
    keeper.change_user(KEEPER, password="Another-1!")

    keeper.log_in(KEEPER, "Another-1!")
    with pytest.raises(LoginRefusedError):
        keeper.log_in(KEEPER)


@pytest.mark.parametrize("attempt", REFUSED, ids=lambda case: case.__name__)
def test_every_refusal_says_the_same_after_the_same_work(
    keeper: People, attempt: Callable[[People], None]
) -> None:
    with pytest.raises(LoginRefusedError) as refused:
        attempt(keeper)

    assert str(refused.value) == str(LoginRefusedError())
    assert failures(keeper) == 1
    # A colon is refused before the network, which the step of the answer hides.
    assert len(keeper.asked()) == 1 or attempt is name_with_a_colon


def test_the_password_of_somebody_without_an_account_goes_nowhere(keeper: People) -> None:
    with pytest.raises(LoginRefusedError):
        keeper.log_in(ENGINEER)

    assert keeper.asked() == [None]  # With the right password DHIS2 would have known the name.


def test_a_token_lets_in_who_has_a_second_factor(keeper: People) -> None:
    keeper.change_user(KEEPER, twoFactorType="TOTP_ENABLED")

    keeper.log_in(KEEPER, keeper.dhis2.accounts.new_token(KEEPER.username).key)

    assert failures(keeper) == 0


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.BAD_GATEWAY,
        FaultKind.HTML_PAGE,
        FaultKind.REDIRECT_TO_LOGIN,
        FaultKind.DROP_BEFORE_READING,
        FaultKind.TRUNCATED_BODY,
    ],
)
def test_a_dhis2_that_is_down_counts_nothing_and_is_told_apart(
    keeper: People, fault: FaultKind
) -> None:
    keeper.dhis2.faults.add(fault, path="/api/me")

    with pytest.raises(Dhis2UnavailableError):
        keeper.log_in(KEEPER)

    assert failures(keeper) == 0


def test_a_fourth_failure_in_a_quarter_of_an_hour_is_not_forwarded(keeper: People) -> None:
    for _ in range(5):
        with pytest.raises(LoginRefusedError):
            wrong_password(keeper)

    assert len(keeper.asked()) == 3
    with pytest.raises(LoginRefusedError):
        keeper.log_in(KEEPER)  # Also the right password waits.
    assert len(keeper.asked()) == 3


def test_letter_case_does_not_give_more_attempts(keeper: People) -> None:
    for name in ("yao.keeper", "YAO.keeper", "Yao.Keeper", "yao.KEEPER", " yao.keeper"):
        with pytest.raises(LoginRefusedError):
            keeper.log_in_as(name, "wrong")

    assert len(keeper.asked()) == 3


def test_after_a_quarter_of_an_hour_one_may_try_again(keeper: People) -> None:
    for _ in range(4):
        with pytest.raises(LoginRefusedError):
            wrong_password(keeper)
    keeper.now += COUNTED_FOR

    keeper.log_in(KEEPER)


def test_many_at_once_are_not_more_than_one_after_another(keeper: People) -> None:
    def attempt(_: int) -> bool:
        with pytest.raises(LoginRefusedError):
            wrong_password(keeper)
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(attempt, range(16)))

    assert len(keeper.asked()) == 3


def test_an_address_has_twenty_failures_whatever_the_names(keeper: People) -> None:
    for number in range(25):
        with pytest.raises(LoginRefusedError):
            keeper.log_in_as(f"guess{number}", "wrong", address="198.51.100.1")

    assert len(keeper.asked()) == 20
    keeper.log_in(KEEPER, address="198.51.100.2")


def test_a_success_lets_the_name_begin_anew(keeper: People) -> None:
    for _ in range(3):
        for _ in range(2):
            with pytest.raises(LoginRefusedError):
                wrong_password(keeper)
        keeper.log_in(KEEPER)

    assert len(keeper.asked()) == 9


@pytest.mark.parametrize("elapsed", [0.0, 0.01, 1.99])
def test_every_refusal_is_given_at_the_same_moment(elapsed: float) -> None:
    assert elapsed + seconds_until_answer(elapsed) == ANSWER_STEP_SECONDS


def test_a_slow_dhis2_moves_the_moment_by_a_whole_step() -> None:
    assert 2.3 + seconds_until_answer(2.3) == 2 * ANSWER_STEP_SECONDS


def test_no_password_is_kept_or_shown(keeper: People) -> None:
    secret = "Planted-Secret-4711"
    with pytest.raises(LoginRefusedError) as refused:
        keeper.log_in(KEEPER, secret)
    with pytest.raises(LoginRefusedError):
        keeper.log_in_as(secret, secret)
    keeper.dhis2.faults.add(FaultKind.DROP_BEFORE_READING, path="/api/me")
    with pytest.raises(Dhis2UnavailableError) as down:
        keeper.log_in(KEEPER, secret)

    for error in (refused.value, down.value):
        lines = traceback.TracebackException.from_exception(error, capture_locals=True).format()
        ours = [line for line in lines if "/vlmis_core/accounts/" in line.splitlines()[0]]
        assert ours
        assert secret not in str(error)
        assert [line for line in ours if secret in line] == []
    tables = keeper.vlmis.rows("select tablename from pg_tables where schemaname = 'vlmis'")
    for (table,) in tables:
        assert not keeper.vlmis.value(
            f"select count(*) from vlmis.{table} t where t::text like '%' || :s || '%'", s=secret
        )


@pytest.mark.parametrize("url", ["http://dhis2.example.org", "ftp://dhis2.example.org", None])
def test_a_password_leaves_this_machine_encrypted_or_not_at_all(url: str | None) -> None:
    with pytest.raises(SettingsError, match="VLMIS_DHIS2_URL"):
        login_address(url, allows_plain_http=False)


def test_the_stand_in_and_a_private_network_need_no_certificate() -> None:
    for url in ("http://127.0.0.1:8085", "http://localhost:8085", "https://dhis2.example.org"):
        assert login_address(url, allows_plain_http=False) == url
    assert login_address("http://dhis2:8080", allows_plain_http=True) == "http://dhis2:8080"
