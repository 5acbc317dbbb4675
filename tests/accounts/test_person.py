"""What a person may do and record follows from roles and stores."""

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action, Role

REGION, SITE, OTHER_SITE = 2, 5, 9


def _person(*roles: Role, stores: frozenset[int] | None = frozenset({REGION})) -> Person:
    return Person(1, "kouassi", "Awa Kouassi", frozenset(roles), stores, frozenset({SITE}))


def test_a_keeper_records_at_own_stores_only() -> None:
    keeper = _person(Role.STORE_KEEPER)

    assert [keeper.may_record_at(store) for store in (REGION, SITE)] == [True, False]


def test_who_only_sees_a_store_cannot_record_there() -> None:
    assert not _person(Role.VIEW_ONLY).may_record_at(REGION)
    assert not _person(Role.ANALYST, stores=None).may_record_at(REGION)


def test_an_administrator_records_everywhere() -> None:
    administrator = _person(Role.ADMINISTRATOR, stores=None)

    assert administrator.may_record_at(OTHER_SITE)


def test_two_roles_allow_what_either_allows() -> None:
    both = _person(Role.ANALYST, Role.DATA_ENGINEER)

    assert both.may(Action.CONFIGURE_AIRFLOW)
    assert not both.may(Action.RECORD)


def test_a_person_without_a_role_may_do_nothing() -> None:
    assert not any(_person().may(action) for action in Action)
