"""Stock limits by the API: read within what is visible, saved and removed by administrators."""

from typing import Any

from httpx import Response

from tests.web.api.conftest import As, Program
from tests.web.site import Site, person
from vlmis_core.accounts.roles import Role

LEVELS, STORES = "/stock-limits/levels", "/stock-limits/stores"
OF_LEVEL = {"level": 3, "product_code": "BCG", "minimum_months": 1, "maximum_months": 2.5}
OF_S = {"store_code": "S", "product_code": "BCG", "minimum": 20, "maximum": 80}
OF_T = OF_S | {"store_code": "T"}


def put(program: Program, path: str, *lines: dict[str, Any]) -> Response:
    return program.browser.put(f"/vlmis/api/v1{path}", json={"lines": lines})


def delete(program: Program, path: str, **asked: Any) -> Response:
    return program.browser.delete(f"/vlmis/api/v1{path}", params=asked)


def test_limits_are_saved_read_and_removed(as_person: As) -> None:
    program = as_person()
    assert put(program, LEVELS, OF_LEVEL).json() == {"created": 1, "changed": 0, "unchanged": 0}
    assert put(program, STORES, OF_S, OF_T).json()["created"] == 2
    assert put(program, STORES, OF_S, OF_T | {"maximum": 90}).json() == {
        "created": 0,
        "changed": 1,
        "unchanged": 1,
    }
    (level,) = program.get(LEVELS).json()["lines"]
    assert level == OF_LEVEL | {"product_name": "BCG", "minimum_months": 1.0}
    part = program.get(STORES, limit=1).json()
    assert [line["store_code"] for line in part["lines"]] == ["S"]
    rest = program.get(STORES, limit=1, cursor=part["next_cursor"]).json()
    assert [line["maximum"] for line in rest["lines"]] == [90]
    assert rest["next_cursor"] is None
    assert delete(program, LEVELS, level=3, product="BCG").json() == {"removed": 1}
    assert delete(program, LEVELS, level=3, product="BCG").status_code == 404
    assert delete(program, STORES, store="S", product="BCG").status_code == 200
    assert [line["store_code"] for line in program.get(STORES).json()["lines"]] == ["T"]


def test_every_wrong_field_is_named_and_nothing_is_saved(as_person: As) -> None:
    program = as_person()
    answer = put(program, STORES, OF_S, OF_T | {"store_code": "X", "minimum": 81})
    assert answer.status_code == 422
    assert [(each["line"], each["field"], each["code"]) for each in answer.json()["errors"]] == [
        (2, "store_code", "store_not_found"),
        (2, "minimum", "minimum_is_above_maximum"),
    ]
    for wrong in ({"maximum_months": 121}, {"maximum_months": 0}, {"maximum_months": 1.234}):
        assert put(program, LEVELS, OF_LEVEL | wrong).status_code == 422, wrong
    assert program.get(STORES).json()["lines"] == program.get(LEVELS).json()["lines"] == []


def test_only_an_administrator_changes_limits_and_a_keeper_sees_own_stores(
    site: Site, as_person: As
) -> None:
    assert put(as_person(), STORES, OF_S, OF_T).status_code == 200
    keeper = site.keeper_of("S")
    assert [line["store_code"] for line in as_person(keeper).get(STORES).json()["lines"]] == ["S"]
    for who in (keeper, *(person(role) for role in set(Role) - {Role.ADMINISTRATOR})):
        program = as_person(who)
        assert put(program, LEVELS, OF_LEVEL).status_code == 403
        assert put(program, STORES, OF_S).status_code == 403
        assert delete(program, STORES, store="S", product="BCG").status_code == 403
        assert delete(program, LEVELS, level=3, product="BCG").status_code == 403
