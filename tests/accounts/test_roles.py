"""Every cell of the matrix, written down a second time by hand: a change needs two hands."""

import pytest

from vlmis_core.accounts.roles import MATRIX, MEANING, Action, Role

ROLES = (
    Role.ADMINISTRATOR,
    Role.STORE_KEEPER,
    Role.VIEW_ONLY,
    Role.ANALYST,
    Role.DATA_ENGINEER,
)
#                         Adm Kee Viw Ana Eng
CELLS = {
    Action.READ_REPORTS: "x   x   x   x   x",
    Action.READ_DELIVERY: "x   -   -   x   x",
    Action.REQUEUE: "x   -   -   -   x",
    Action.RECORD: "x   x   -   -   -",
    Action.ACKNOWLEDGE: "x   x   -   -   -",
    Action.MAINTAIN_PRODUCTS: "x   -   -   -   -",
    Action.MAINTAIN_STORES: "x   -   -   -   -",
    Action.MAINTAIN_STOCK_LIMITS: "x   -   -   -   -",
    Action.MAINTAIN_USERS: "x   -   -   -   -",
    Action.CHANGE_SETTINGS: "x   -   -   -   -",
    Action.READ_RUNS: "x   -   -   x   x",
    Action.OPERATE_RUNS: "-   -   -   -   x",
    Action.CONFIGURE_AIRFLOW: "-   -   -   -   x",
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_matrix_says_and_no_more(role: Role, action: Action) -> None:
    expected = CELLS[action].split()[ROLES.index(role)] == "x"

    assert (action in MATRIX[role]) is expected


def test_every_action_says_what_it_covers() -> None:
    assert set(MEANING) == set(Action)
    assert set(MATRIX) == set(Role)
