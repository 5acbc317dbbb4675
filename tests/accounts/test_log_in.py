"""Who gets in, and what an outsider learns of the others: nothing."""

import random
import socket
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243
from sandbox.stand_in.faults import Fault, FaultKind
from tests.support.people import ENGINEER, KEEPER, SECOND_FACTOR, SITE, People
from vlmis_core.accounts.change_account import deactivate_account
from vlmis_core.accounts.log_in import (
    ANSWER_STEP_SECONDS,
    COUNTED_FOR,
    Attempt,
    log_in,
    seconds_until_answer,
)
from vlmis_core.accounts.roles import Role
from vlmis_core.database.roles import ANALYST, PIPELINE, RECORDER
from vlmis_core.dhis2.login import asks_for_code, login_address
from vlmis_core.errors import (
    Dhis2UnavailableError,
    LoginNeedsCodeError,
    LoginRefusedError,
    SettingsError,
)


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


def wrong_password_and_good_code(people: People) -> None:
    people.change_user(KEEPER, **SECOND_FACTOR)
    people.log_in(KEEPER, "not it", code=people.code_of(KEEPER))


def another_user_of_the_same_name(people: People) -> None:
    people.replace_user(KEEPER)
    people.log_in(KEEPER)


def another_user_with_a_second_factor_and_the_same_name(people: People) -> None:
    people.replace_user(KEEPER)
    people.change_user(KEEPER, **SECOND_FACTOR)
    people.log_in(KEEPER, code=people.code_of(KEEPER))


def no_account_here(people: People) -> None:
    people.log_in(ENGINEER)


def deactivated(people: People) -> None:
    deactivate_account(people.vlmis.recorder, KEEPER.username, by="test", now=people.now)
    people.log_in(KEEPER)


def token_of_somebody_else(people: People) -> None:
    token = people.dhis2.accounts.new_token(ENGINEER.username)
    people.log_in(KEEPER, token.key)


def token_of_a_user_with_a_second_factor(people: People) -> None:
    people.change_user(KEEPER, **SECOND_FACTOR)
    people.log_in(KEEPER, people.dhis2.accounts.new_token(KEEPER.username).key)


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
    wrong_password_and_good_code,
    another_user_of_the_same_name,
    another_user_with_a_second_factor_and_the_same_name,
    no_account_here,
    deactivated,
    token_of_somebody_else,
    token_of_a_user_with_a_second_factor,
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
    # A token is not asked at the login endpoint.
    assert len(keeper.asked()) == (0 if "token" in attempt.__name__ else 1)


def test_the_password_of_somebody_without_an_account_goes_nowhere(keeper: People) -> None:
    with pytest.raises(LoginRefusedError):
        keeper.log_in(ENGINEER)

    assert keeper.asked() == [None]  # With the right password DHIS2 would have known the name.


def test_a_token_serves_as_password(keeper: People) -> None:
    keeper.log_in(KEEPER, keeper.dhis2.accounts.new_token(KEEPER.username).key)

    assert failures(keeper) == 0


@pytest.fixture(params=[VERSION_242, VERSION_243])
def with_second_factor(request: pytest.FixtureRequest, keeper: People) -> People:
    """A keeper who has an authenticator application, at a server of either generation."""
    keeper.dhis2.version = request.param
    keeper.change_user(KEEPER, **SECOND_FACTOR)
    return keeper


def test_a_second_factor_needs_the_code_after_the_right_password(
    with_second_factor: People,
) -> None:
    people = with_second_factor
    for code in (None, "000000"):
        with pytest.raises(LoginNeedsCodeError):
            people.log_in(KEEPER, code=code)
    assert failures(people) == 2  # DHIS2 may count both.

    people.log_in(KEEPER, code=people.code_of(KEEPER))

    assert failures(people) == 0


def test_codes_are_guessed_as_little_as_passwords(with_second_factor: People) -> None:
    for _ in range(3):
        with pytest.raises(LoginNeedsCodeError):
            with_second_factor.log_in(KEEPER, code="000000")

    with pytest.raises(LoginRefusedError) as refused:
        with_second_factor.log_in(KEEPER, code=with_second_factor.code_of(KEEPER))

    assert type(refused.value) is LoginRefusedError
    assert len(with_second_factor.asked()) == 3


def test_no_code_is_asked_for_where_there_is_no_account(people: People) -> None:
    people.change_user(KEEPER, **SECOND_FACTOR)

    with pytest.raises(LoginRefusedError) as refused:
        people.log_in(KEEPER)

    assert type(refused.value) is LoginRefusedError


def test_the_session_that_dhis2_opened_is_ended(with_second_factor: People) -> None:
    with_second_factor.log_in(KEEPER, code=with_second_factor.code_of(KEEPER))

    assert KEEPER.username not in with_second_factor.dhis2.accounts.sessions.values()


def test_a_server_without_the_login_endpoint_is_asked_who_this_is(keeper: People) -> None:
    keeper.dhis2.version = "2.40.9"
    keeper.dhis2.accounts.locks_after_failures = True

    keeper.log_in(KEEPER)
    for _ in range(5):
        with pytest.raises(LoginRefusedError):
            wrong_password(keeper)

    assert not keeper.dhis2.accounts.is_locked(KEEPER.username)
    keeper.later(minutes=16)
    keeper.log_in(KEEPER)


@pytest.mark.parametrize("fault", [FaultKind.NOT_FOUND, FaultKind.UNAUTHORIZED])
def test_an_endpoint_that_is_not_there_is_told_by_its_answer(
    keeper: People, fault: FaultKind
) -> None:
    keeper.dhis2.faults.add(fault, path="/api/auth/login")

    keeper.log_in(KEEPER)


@pytest.mark.parametrize(
    ("state", "asks"),
    [
        ("INCORRECT_TWO_FACTOR_CODE", True),
        ("INCORRECT_TWO_FACTOR_CODE_TOTP", True),
        ("INCORRECT_TWO_FACTOR_CODE_EMAIL", True),
        ("EMAIL_TWO_FACTOR_CODE_SENT", True),
        ("REQUIRES_TWO_FACTOR_ENROLMENT", False),
        ("ACCOUNT_LOCKED", False),
        ("SUCCESS", False),
    ],
)
def test_every_version_s_question_for_a_code_is_understood(state: str, asks: bool) -> None:
    assert asks_for_code(state) == asks


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
def test_a_right_password_without_the_name_of_the_user_counts_nothing(
    keeper: People, fault: FaultKind
) -> None:
    keeper.dhis2.faults.add(fault, path="/api/me")

    with pytest.raises(Dhis2UnavailableError):
        keeper.log_in(KEEPER)

    assert failures(keeper) == 0


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.BAD_GATEWAY, commits=True),
        Fault(FaultKind.HTML_PAGE, commits=True),
        Fault(FaultKind.DROP_AFTER_COMMITTING),
        Fault(FaultKind.BROKEN_TRANSFER),
    ],
    ids=lambda fault: fault.kind.value,
)
def test_a_login_that_dhis2_may_have_counted_stays_counted(keeper: People, fault: Fault) -> None:
    keeper.dhis2.accounts.locks_after_failures = True
    keeper.dhis2.faults.add(fault.kind, path="/api/auth/login", times=3, commits=fault.commits)
    for _ in range(3):
        with pytest.raises(Dhis2UnavailableError):
            wrong_password(keeper)
    assert failures(keeper) == 3

    with pytest.raises(LoginRefusedError):
        wrong_password(keeper)

    assert not keeper.dhis2.accounts.is_locked(KEEPER.username)


def test_a_dhis2_that_was_not_reached_counts_nothing(keeper: People) -> None:
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        keeper.base_url = f"http://127.0.0.1:{nobody_listens.getsockname()[1]}"
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


def test_failures_far_apart_do_not_make_dhis2_lock_an_account(keeper: People) -> None:
    # DHIS2 counts them all while no two are 15 minutes apart.
    keeper.dhis2.accounts.locks_after_failures = True
    for _ in range(30):
        keeper.dhis2.clock.set(keeper.now, is_standing=True)
        with pytest.raises(LoginRefusedError):
            wrong_password(keeper)
        assert not keeper.dhis2.accounts.is_locked(KEEPER.username)
        keeper.later(minutes=7)

    keeper.later(minutes=16)
    keeper.log_in(KEEPER)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_type_and_whenever_dhis2_locks_nobody(keeper: People, seed: int) -> None:
    chance = random.Random(seed)
    keeper.dhis2.accounts.locks_after_failures = True
    keeper.change_user(KEEPER, **SECOND_FACTOR)
    lost = [FaultKind.DROP_AFTER_COMMITTING, FaultKind.TRUNCATED_BODY]
    for _ in range(40):
        keeper.dhis2.clock.set(keeper.now, is_standing=True)
        if chance.random() < 0.2:
            keeper.dhis2.faults.add(chance.choice(lost), path="/api/auth/login")
        code = chance.choice([None, "000000", keeper.code_of(KEEPER)])
        with suppress(LoginRefusedError, Dhis2UnavailableError):
            keeper.log_in(KEEPER, chance.choice(["not it", KEEPER.password]), code=code)
        assert not keeper.dhis2.accounts.is_locked(KEEPER.username)
        keeper.later(minutes=chance.choice([0, 1, 5, 14, 16]))


def test_a_failure_that_was_under_way_beside_a_success_stays_counted(keeper: People) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def ask(username: str, password: SecretStr, code: SecretStr | None) -> str | None:
        if password.get_secret_value() == "not it":
            begun.set()
            may_go_on.wait(10)
        return keeper.ask(username, password, code)

    def fail() -> None:
        attempt = Attempt(KEEPER.username, SecretStr("not it"), "192.0.2.1")
        with pytest.raises(LoginRefusedError):
            log_in(keeper.auth, ask, attempt, now=keeper.now)

    with ThreadPoolExecutor(1) as pool:
        failing = pool.submit(fail)
        assert begun.wait(10)
        keeper.log_in(KEEPER)
        may_go_on.set()
        failing.result()

    assert failures(keeper) == 1


def test_a_session_of_the_database_cannot_hold_up_a_login(keeper: People) -> None:
    # Every lock that any session may take; who may lock the rows of the turns serves the login.
    key = Attempt(KEEPER.username, SecretStr(""), "").username_key.hex()
    with keeper.vlmis.as_role(ANALYST).engine.connect() as console:
        console.execute(
            text("select pg_advisory_lock(hashtextextended(:name, 0))"),
            {"name": f"login name {key}"},
        )
        keeper.log_in(KEEPER)

    for role in (ANALYST, RECORDER, PIPELINE):
        with (
            keeper.vlmis.as_role(role).engine.connect() as console,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            console.execute(text("select from vlmis.login_turn for no key update"))


def test_letter_case_does_not_give_more_attempts(keeper: People) -> None:
    for name in ("yao.keeper", "YAO.keeper", "Yao.Keeper", "yao.KEEPER", " yao.keeper"):
        with pytest.raises(LoginRefusedError):
            keeper.log_in_as(name, "wrong")

    assert len(keeper.asked()) == 3


def test_after_a_quarter_of_an_hour_one_may_try_again(keeper: People) -> None:
    for _ in range(4):
        with pytest.raises(LoginRefusedError):
            wrong_password(keeper)
    keeper.now += COUNTED_FOR + timedelta(seconds=5)  # It is counted from the answer.

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


def test_a_success_ends_the_count_of_the_name(keeper: People) -> None:
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
    keeper.dhis2.faults.add(FaultKind.DROP_BEFORE_READING, path="/api/auth/login")
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
