"""Accounts: created from DHIS2 users, refreshed from them, never deleted."""

from collections.abc import Callable

import pytest
from sqlalchemy.exc import DBAPIError

from sandbox.stand_in.country import SERVICE_USER
from tests.support.codes import raises_code
from tests.support.people import (
    ADMINISTRATOR,
    CENTRAL,
    DISTRICT,
    DISTRICT_KEEPER,
    ENGINEER,
    KEEPER,
    SITE,
    People,
)
from vlmis_core.accounts.break_glass import (
    CODE_LIFE,
    break_glass_person,
    is_break_glass,
    issue_break_glass,
    use_break_glass,
)
from vlmis_core.accounts.change_account import activate_account, deactivate_account
from vlmis_core.accounts.create_account import preview_account
from vlmis_core.accounts.find_person import find_person
from vlmis_core.accounts.list_accounts import Account, list_accounts
from vlmis_core.accounts.refresh_accounts import check_account
from vlmis_core.accounts.roles import Action, Role
from vlmis_core.database.roles import ANALYST, AUTH, PIPELINE, RECORDER
from vlmis_core.errors import (
    Dhis2AccessError,
    Dhis2AnswerError,
    LoginRefusedError,
)


def listed(people: People) -> Account:
    (account,) = list_accounts(people.vlmis.recorder)
    return account


def test_an_account_has_its_name_and_addresses_from_dhis2(people: People) -> None:
    people.add(KEEPER)

    account = listed(people)
    assert (account.display_name, account.email, account.phone) == (
        "Yao Kouassi",
        "yao.keeper@example.org",
        "+2250700000000",
    )
    assert account.org_units == ("Site C4001",)
    assert (account.roles, account.store_codes, account.created_by) == ((), (), "test")


def unknown_to_dhis2(people: People) -> None:
    people.remove_user(KEEPER)


def disabled(people: People) -> None:
    people.change_user(KEEPER, disabled=True)


def at_an_unknown_org_unit(people: People) -> None:
    people.vlmis.execute("update vlmis.org_unit set removed_at = now() where code = :c", c=SITE)


def with_an_account(people: People) -> None:
    people.add(KEEPER)


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (unknown_to_dhis2, "dhis2_user_is_unknown"),
        (disabled, "dhis2_user_is_disabled"),
        (at_an_unknown_org_unit, "org_units_of_user_are_unknown"),
        (with_an_account, "account_exists"),
    ],
)
def test_who_gets_no_account_is_told_why(
    people: People, prepare: Callable[[People], None], code: str
) -> None:
    prepare(people)
    with raises_code(code):
        people.add(KEEPER)


def test_looking_at_users_needs_an_authority_that_the_message_names(people: People) -> None:
    people.dhis2.metadata.load(
        {
            "userRoles": [
                role | {"authorities": ["F_DATAVALUE_ADD"]}
                for role in people.dhis2.metadata.of("userRoles").values()
            ]
        }
    )
    with pytest.raises(Dhis2AccessError, match="F_USER_VIEW"):
        people.add(KEEPER)


def test_a_keeper_sees_what_is_below_and_records_at_home(people: People) -> None:
    people.add(DISTRICT_KEEPER, Role.STORE_KEEPER, stores=(DISTRICT,))

    person = people.person(DISTRICT_KEEPER)
    below = people.vlmis.rows(
        "select store_id from vlmis.store where supplier_store_id = :id",
        id=people.store_id(DISTRICT),
    )
    assert person.store_ids == frozenset({people.store_id(DISTRICT)})
    assert person.store_ids_below == {store for (store,) in below} != frozenset()
    assert person.stores_for(Action.RECORD) == frozenset({people.store_id(DISTRICT)})
    assert person.may_at(Action.READ_REPORTS, below[0][0])


@pytest.mark.parametrize(
    ("roles", "stores", "fault"),
    [
        ((), (), "account_needs_a_role"),
        ((Role.STORE_KEEPER,), (), "role_needs_a_store"),
        ((Role.STORE_KEEPER,), ("X",), "store_not_found"),
        ((Role.STORE_KEEPER,), (DISTRICT,), "given_store_is_elsewhere"),
        ((Role.ANALYST,), (SITE,), "role_has_no_stores"),
        ((Role.ADMINISTRATOR,), (SITE,), "administrator_has_the_central_store"),
        ((Role.ADMINISTRATOR,), (), "given_store_is_elsewhere"),
    ],
)
def test_roles_and_stores_that_do_not_fit_are_named(
    people: People, roles: tuple[Role, ...], stores: tuple[str, ...], fault: str
) -> None:
    people.add(KEEPER)
    with raises_code(fault):
        people.assign(KEEPER, *roles, stores=stores)
    assert listed(people).roles == ()


def test_a_store_without_org_unit_cannot_be_given(people: People) -> None:
    people.add(KEEPER)
    people.vlmis.execute("update vlmis.store set org_unit_uid = null where code = :c", c=SITE)
    with raises_code("given_store_has_no_org_unit"):
        people.assign(KEEPER, Role.STORE_KEEPER, stores=(SITE,))


def test_an_administrator_has_the_central_store_and_the_whole_country(people: People) -> None:
    people.add(ADMINISTRATOR, Role.ADMINISTRATOR)

    assert listed(people).store_codes == (CENTRAL,)
    person = people.person(ADMINISTRATOR)
    assert person.stores_for(Action.RECORD) is None


def test_an_administrator_whom_dhis2_moves_away_from_the_centre_is_none(people: People) -> None:
    people.add(ADMINISTRATOR, Role.ADMINISTRATOR)
    unit = [{"id": people.org_unit_of(SITE)}]
    people.change_user(ADMINISTRATOR, organisationUnits=unit)
    people.refresh_accounts()

    assert not any(people.person(ADMINISTRATOR).may(action) for action in Action)


def test_a_store_counts_only_while_dhis2_places_the_person_there(people: People) -> None:
    people.add(KEEPER, Role.STORE_KEEPER, stores=(SITE,))
    home = [{"id": people.org_unit_of(SITE)}]
    other_unit = people.vlmis.value(
        "select org_unit_uid from vlmis.org_unit where level = 4 and code <> :code limit 1",
        code=SITE,
    )
    people.change_user(KEEPER, organisationUnits=[{"id": other_unit}])
    people.refresh_accounts()
    away = people.person(KEEPER).store_ids
    people.change_user(KEEPER, organisationUnits=home)
    people.refresh_accounts()

    assert away == frozenset()
    assert people.person(KEEPER).store_ids == frozenset({people.store_id(SITE)})


def test_a_keeper_who_is_also_an_analyst_reads_everywhere_and_records_at_home(
    people: People,
) -> None:
    people.add(KEEPER, Role.STORE_KEEPER, Role.ANALYST, stores=(SITE,))

    person = people.person(KEEPER)
    assert person.stores_for(Action.READ_REPORTS) is None
    assert person.stores_for(Action.RECORD) == frozenset({people.store_id(SITE)})


def test_a_refresh_takes_over_what_dhis2_changed_and_leaves_roles_alone(people: People) -> None:
    people.add(KEEPER, Role.STORE_KEEPER, stores=(SITE,))
    people.change_user(KEEPER, surname="Brou", email="yao@example.org", phoneNumber=None)
    people.later(hours=1)

    first = people.refresh_accounts()
    again = people.refresh_accounts()

    account = listed(people)
    assert (account.display_name, account.email, account.phone) == (
        "Yao Brou",
        "yao@example.org",
        None,
    )
    assert account.roles == (Role.STORE_KEEPER,)
    assert account.dhis2_checked_at == people.now
    counts = [(found.account_count, found.changed_count) for found in (first, again)]
    assert counts == [(1, 1), (1, 0)]
    assert str(first) == "1 account was compared with DHIS2, 1 changed."


def test_a_refresh_names_who_is_disabled_or_gone_in_dhis2(people: People) -> None:
    people.add(KEEPER)
    people.add(ENGINEER)
    people.add(SERVICE_USER)
    people.change_user(KEEPER, disabled=True)
    people.remove_user(ENGINEER)

    found = people.refresh_accounts()

    assert found.ended == (ENGINEER.username, KEEPER.username)
    states = {each.username: each.dhis2_state for each in list_accounts(people.vlmis.recorder)}
    assert states == {
        KEEPER.username: "disabled",
        ENGINEER.username: "gone",
        SERVICE_USER.username: "enabled",
    }


def test_a_dhis2_that_shows_no_user_at_all_changes_nothing(people: People) -> None:
    people.add(KEEPER)
    people.remove_user(KEEPER)
    with pytest.raises(Dhis2AnswerError, match="shows none of 1 users"):
        people.refresh_accounts()
    assert listed(people).dhis2_state == "enabled"


def test_a_refresh_without_accounts_asks_dhis2_nothing(people: People) -> None:
    before = len(people.dhis2.requests)
    people.refresh_accounts()
    assert len(people.dhis2.requests) == before


def test_a_deactivated_account_is_kept_and_is_nobody(people: People) -> None:
    people.add(KEEPER, Role.STORE_KEEPER, stores=(SITE,))
    for _ in range(2):
        deactivate_account(people.vlmis.recorder, KEEPER.username, by="awa", now=people.now)

    assert find_person(people.auth, KEEPER.username) is None
    assert listed(people).deactivated_by == "awa"
    activate_account(people.vlmis.recorder, KEEPER.username, by="awa")
    assert people.person(KEEPER).roles == {Role.STORE_KEEPER}
    changes = people.vlmis.rows(
        "select changed_by, before ->> 'deactivated_by', after ->> 'deactivated_by'"
        " from vlmis.master_data_change where entity = 'account' order by change_id"
    )
    assert changes == [("test", None, None), ("awa", None, "awa"), ("awa", "awa", None)]


def test_no_role_may_delete_an_account_or_change_what_was_written_down(people: People) -> None:
    people.add(KEEPER)
    privileges = people.vlmis.rows(
        "select rolname, tablename, privilege from unnest(cast(:roles as text[])) rolname,"
        " unnest(array['account', 'master_data_change', 'break_glass']) tablename,"
        " unnest(array['delete', 'truncate', 'update']) privilege"
        " where has_table_privilege(rolname, 'vlmis.' || tablename, privilege)",
        roles=[RECORDER, PIPELINE, ANALYST, AUTH],
    )
    assert privileges == []


def test_dhis2_says_when_a_user_was_disabled(people: People) -> None:
    people.add(KEEPER)
    people.change_user(KEEPER, disabled=True)

    uid = people.uid_of(KEEPER)
    assert check_account(people.auth, people.client, uid, now=people.now) == "disabled"
    assert listed(people).dhis2_state == "disabled"


def test_another_dhis2_user_of_the_same_name_does_not_keep_an_account_alive(
    people: People,
) -> None:
    people.add(KEEPER)
    uid = people.uid_of(KEEPER)
    people.replace_user(KEEPER)

    assert check_account(people.auth, people.client, uid, now=people.now) == "gone"


def test_a_renamed_dhis2_user_stays_the_user_of_the_account(people: People) -> None:
    people.add(KEEPER)
    uid = people.uid_of(KEEPER)
    people.change_user(KEEPER, username="yao.renamed")

    assert check_account(people.auth, people.client, uid, now=people.now) == "enabled"


def test_users_who_exchange_their_names_keep_their_accounts(people: People) -> None:
    people.add(KEEPER, Role.STORE_KEEPER, stores=(SITE,))
    people.add(ENGINEER, Role.DATA_ENGINEER)
    keeper, engineer = people.uid_of(KEEPER), people.uid_of(ENGINEER)
    people.change_user(KEEPER, username="on.the.way")
    people.change_user(ENGINEER, username=KEEPER.username)
    account = people.dhis2.accounts.object_of("on.the.way")
    assert account is not None
    people.dhis2.metadata.load({"users": [account | {"username": ENGINEER.username}]})

    people.refresh_accounts()

    found = people.vlmis.rows("select dhis2_uid, username from vlmis.account")
    assert set(found) == {(keeper, ENGINEER.username), (engineer, KEEPER.username)}
    assert people.person(KEEPER).roles == {Role.DATA_ENGINEER}


def test_a_user_made_again_gets_an_account_of_their_own(people: People) -> None:
    people.add(KEEPER, Role.STORE_KEEPER, stores=(SITE,))
    before = people.uid_of(KEEPER)
    people.replace_user(KEEPER)
    previewed = preview_account(people.vlmis.recorder, people.client, KEEPER.username)
    assert previewed.obstacles == ()

    people.add(KEEPER)

    names = dict(people.vlmis.rows("select dhis2_uid, username from vlmis.account"))
    assert names == {before: f"{KEEPER.username} ({before})", "UsrAnother1": KEEPER.username}
    assert people.person(KEEPER).roles == frozenset()
    people.refresh_accounts()
    people.log_in(KEEPER)


def test_a_name_that_a_gone_user_had_does_not_stop_the_refresh(people: People) -> None:
    people.add(KEEPER)
    people.add(ENGINEER)
    gone = people.uid_of(KEEPER)
    people.remove_user(KEEPER)
    people.change_user(ENGINEER, username=KEEPER.username)

    for _ in range(2):
        people.refresh_accounts()

    names = {name for (name,) in people.vlmis.rows("select username from vlmis.account")}
    assert names == {KEEPER.username, f"{KEEPER.username} ({gone})"}


@pytest.mark.parametrize(
    "end",
    [
        "deactivated_at = now(), deactivated_by = 'test'",
        "dhis2_state = 'disabled'",
        "dhis2_state = 'gone'",
        "dhis2_uid = 'AnotherUser'",
    ],
)
def test_whatever_ends_the_sessions_of_an_account_ends_them_for_good(
    people: People, end: str
) -> None:
    people.add(KEEPER)

    def generation() -> int:
        return people.vlmis.count("select session_generation from vlmis.account")

    before = generation()
    people.vlmis.execute(f"update vlmis.account set {end}")
    people.vlmis.execute(
        "update vlmis.account set deactivated_at = null, deactivated_by = null,"
        " dhis2_state = 'enabled', last_login_at = now(), session_generation = 1"
    )

    assert generation() == before + 1


def test_a_break_glass_code_lets_one_person_in_once(people: People) -> None:
    issued = issue_break_glass(people.owner, by="root", reason="DHIS2 is down", now=people.now)

    name = use_break_glass(people.auth, issued.code, address="127.0.0.1", now=people.now)

    person = break_glass_person(name)
    assert is_break_glass(person.username)
    assert all(person.may(action) for action in Action)
    kept = people.vlmis.rows("select issued_by, reason, used_at, used_from from vlmis.break_glass")
    assert kept == [("root", "DHIS2 is down", people.now, "127.0.0.1")]
    with pytest.raises(LoginRefusedError):
        use_break_glass(people.auth, issued.code, address="127.0.0.1", now=people.now)


def test_a_break_glass_code_ends(people: People) -> None:
    issued = issue_break_glass(people.owner, by="root", reason="DHIS2 is down", now=people.now)
    with pytest.raises(LoginRefusedError):
        use_break_glass(people.auth, issued.code, address="::1", now=people.now + CODE_LIFE)


def test_a_break_glass_code_has_a_reason_and_is_not_kept(people: People) -> None:
    with raises_code("break_glass_needs_a_reason"):
        issue_break_glass(people.owner, by="root", reason=" ", now=people.now)
    issued = issue_break_glass(people.owner, by="root", reason="drill", now=people.now)
    kept = str(people.vlmis.rows("select * from vlmis.break_glass"))
    assert issued.code.get_secret_value() not in kept
    assert issued.code.get_secret_value() not in repr(issued)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into vlmis.break_glass (code_digest, issued_at, issued_by, reason, expires_at)"
        " values ('\\x00', now(), 'root', 'forged', now() + interval '1 hour')",
        "update vlmis.break_glass set expires_at = now() + interval '1 year'",
        "update vlmis.break_glass set code_digest = '\\x00'",
        # A code that somebody used would log in whoever kept it.
        "update vlmis.break_glass set used_at = null, used_from = null",
    ],
)
def test_the_role_that_takes_logins_makes_itself_no_break_glass_code(
    people: People, statement: str
) -> None:
    issued = issue_break_glass(people.owner, by="root", reason="drill", now=people.now)
    use_break_glass(people.auth, issued.code, address="127.0.0.1", now=people.now)
    before = people.vlmis.rows("select * from vlmis.break_glass")
    for role in (AUTH, RECORDER, PIPELINE):
        with pytest.raises(DBAPIError):
            people.vlmis.execute(statement, role=role)
    assert people.vlmis.rows("select * from vlmis.break_glass") == before
