"""What a person may do, and at which stores, follows from each of their roles for itself."""

import itertools

import pytest

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import MATRIX, Action, Role

REGION, SITE, OTHER_SITE = 2, 5, 9
STORE_ROLES = {Role.STORE_KEEPER, Role.VIEW_ONLY}
PAIRS = list(itertools.combinations_with_replacement(Role, 2))


def _person(*roles: Role) -> Person:
    stores, below = frozenset({REGION}), frozenset({SITE})
    return Person(1, "kouassi", "Awa Kouassi", frozenset(roles), stores, below)


def test_a_keeper_records_at_own_stores_only_and_sees_those_below() -> None:
    keeper = _person(Role.STORE_KEEPER)

    assert keeper.stores_for(Action.RECORD) == frozenset({REGION})
    assert keeper.stores_for(Action.ACKNOWLEDGE) == frozenset({REGION})
    assert keeper.stores_for(Action.READ_REPORTS) == frozenset({REGION, SITE})


def test_who_only_sees_a_store_cannot_record_there() -> None:
    for role in (Role.VIEW_ONLY, Role.ANALYST):
        assert _person(role).stores_for(Action.RECORD) == frozenset()
        assert not _person(role).may_at(Action.RECORD, REGION)


def test_an_administrator_records_everywhere() -> None:
    assert _person(Role.ADMINISTRATOR).stores_for(Action.RECORD) is None


@pytest.mark.parametrize("pair", PAIRS, ids=str)
@pytest.mark.parametrize("action", Action)
def test_two_roles_allow_at_a_store_what_either_allows_there(
    pair: tuple[Role, Role], action: Action
) -> None:
    both = _person(*pair)

    for store in (REGION, SITE, OTHER_SITE):
        assert both.may_at(action, store) == any(
            _person(role).may_at(action, store) for role in pair
        )
    assert both.may(action) == any(_person(role).may(action) for role in pair)


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_the_whole_country_or_the_stores_of_the_account(role: Role) -> None:
    for action in Action:
        stores = _person(role).stores_for(action)
        if action not in MATRIX[role]:
            assert stores == frozenset()
        elif role in STORE_ROLES:
            assert stores is not None
            assert REGION in stores
            assert OTHER_SITE not in stores
        else:
            assert stores is None


def test_a_person_without_a_role_may_do_nothing_anywhere() -> None:
    for action in Action:
        assert not _person().may(action)
        assert _person().stores_for(action) == frozenset()
