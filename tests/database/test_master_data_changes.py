"""Who changed products, stores and accounts is kept, by whatever way they were changed."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.country import Country
from tests.support.people import KEEPER, SITE, People
from tests.support.postgres import TestDatabase, sqlstate_of
from vlmis_core.accounts.roles import Role
from vlmis_core.database.roles import ANALYST, AUTH, PIPELINE, RECORDER
from vlmis_core.errors import BadInputError
from vlmis_core.operations.master_data_changes import Entity, list_changes
from vlmis_core.products.upsert_products import import_products, set_hmis_code
from vlmis_core.stores.upsert_stores import import_stores, move_store

A = "a" * 11


def changes(vlmis: TestDatabase, entity: Entity, key: str | None = None) -> list[tuple[str, str]]:
    """Who changed what, newest first."""
    found = list_changes(vlmis.recorder, entity=entity, entity_key=key, line_count=50)
    return [(change.changed_by, change.what) for change in found]


def products(vlmis: TestDatabase, tmp_path: Path, *lines: str) -> None:
    file = tmp_path / "products.csv"
    file.write_text("\n".join(["code,name,unit,hmis_code", *lines]), encoding="utf-8")
    import_products(vlmis.recorder.acting("ama"), file)


def test_a_changed_hmis_code_is_kept_with_who_and_what_it_was(vlmis, tmp_path) -> None:
    products(vlmis, tmp_path, "BCG,Bacille,,")
    set_hmis_code(vlmis.recorder.acting("awa"), "BCG", A)
    set_hmis_code(vlmis.recorder.acting("sita"), "BCG", A)
    newest, first = changes(vlmis, Entity.PRODUCT, "BCG")
    assert newest == ("awa", f"hmis_code: – → {A}")
    assert first == ("ama", "code: – → BCG, name: – → Bacille, unit: – → dose")


def test_what_is_refused_leaves_no_trace(vlmis, tmp_path) -> None:
    with pytest.raises(BadInputError):
        products(vlmis, tmp_path, "BCG,Bacille,,", "OPV,,,")
    assert changes(vlmis, Entity.PRODUCT) == []


def test_a_moved_store_is_kept_with_the_codes_of_its_suppliers(vlmis, tmp_path) -> None:
    file = tmp_path / "stores.csv"
    file.write_text("code,name,supplier_code\nC,C,\nR,R,C\nS,S,C\n", encoding="utf-8")
    import_stores(vlmis.recorder.acting("ama"), file)
    move_store(vlmis.recorder.acting("awa"), "S", supplier_code="R")
    assert changes(vlmis, Entity.STORE, "S")[0] == ("awa", "supplier_code: C → R")


def test_who_goes_round_the_services_is_kept_by_the_role(vlmis: TestDatabase) -> None:
    Country(vlmis, stock={"S": 1})
    vlmis.execute("update vlmis.store set name = 'Other' where code = 'S'", role=RECORDER)
    assert changes(vlmis, Entity.STORE, "S")[0] == (RECORDER, "name: S → Other")


def test_roles_and_stores_of_an_account_are_kept_one_by_one(people: People) -> None:
    people.add(KEEPER, Role.STORE_KEEPER, stores=(SITE,))
    people.assign(KEEPER, Role.STORE_KEEPER, Role.ANALYST, stores=(SITE,))
    people.assign(KEEPER, Role.ANALYST)
    roles = people.vlmis.rows(
        "select before ->> 'role', after ->> 'role' from vlmis.master_data_change"
        " where entity = 'account_role' order by change_id"
    )
    assert roles == [(None, "store_keeper"), (None, "analyst"), ("store_keeper", None)]
    assert len(changes(people.vlmis, Entity.ACCOUNT_STORE, KEEPER.username)) == 2


def test_an_address_of_a_person_is_not_kept(people: People) -> None:
    people.add(KEEPER)
    (row,) = people.vlmis.rows(
        "select after from vlmis.master_data_change where entity = 'account'"
    )
    assert row[0]["display_name"] == "Yao Kouassi"
    assert "example.org" not in json.dumps(row[0])


def test_a_refresh_is_kept_once(people: People) -> None:
    people.refresh_org_units()
    assert [by for by, _ in changes(people.vlmis, Entity.ORG_UNIT_TREE)] == [PIPELINE] * 2


def test_who_acts_is_forgotten_with_the_transaction(vlmis: TestDatabase) -> None:
    with vlmis.recorder.acting("awa").transaction():
        pass
    Country(vlmis, stock={"S": 1})
    vlmis.execute("update vlmis.store set name = 'Other' where code = 'S'", role=RECORDER)
    assert changes(vlmis, Entity.STORE, "S")[0][0] == RECORDER


@pytest.mark.parametrize("role", [RECORDER, PIPELINE, ANALYST, AUTH])
def test_no_application_role_writes_a_change_by_itself(vlmis: TestDatabase, role: str) -> None:
    statement = (
        "insert into vlmis.master_data_change (changed_at, changed_by, database_role, entity,"
        " entity_key, after) values (now(), 'awa', 'vlmis_recorder', 'product', 'BCG', '{}')"
    )
    with pytest.raises(DBAPIError) as refused, vlmis.as_role(role).engine.begin() as connection:
        connection.execute(text(statement))
    assert sqlstate_of(refused.value) == "42501"


LEVEL_LIMIT = (
    "insert into vlmis.level_stock_limit (level, product_id, minimum_months, maximum_months)"
    " select 3, product_id, {minimum}, {maximum} from vlmis.product"
)
PAIR_LIMIT = (
    "insert into vlmis.pair_stock_limit (store_id, product_id, minimum, maximum)"
    " select store_id, product_id, {minimum}, {maximum} from vlmis.product, vlmis.store"
    " where store.code = 'S'"
)


def test_stock_limits_are_kept_by_level_or_store_and_product(vlmis: TestDatabase) -> None:
    Country(vlmis, stock={"S": 1})
    vlmis.execute(LEVEL_LIMIT.format(minimum=1, maximum=2.5), role=RECORDER)
    vlmis.execute("update vlmis.level_stock_limit set maximum_months = 3", role=RECORDER)
    vlmis.execute(PAIR_LIMIT.format(minimum=10, maximum=40), role=RECORDER)
    vlmis.execute("delete from vlmis.pair_stock_limit", role=RECORDER)
    assert changes(vlmis, Entity.LEVEL_STOCK_LIMIT, "3/BCG") == [
        (RECORDER, "maximum_months: 2.5 → 3.0"),
        (
            RECORDER,
            "level: – → 3, maximum_months: – → 2.5, minimum_months: – → 1.0, product_code: – → BCG",
        ),
    ]
    assert changes(vlmis, Entity.PAIR_STOCK_LIMIT, "S/BCG")[0] == (
        RECORDER,
        "maximum: 40 → –, minimum: 10 → –, product_code: BCG → –, store_code: S → –",
    )


@pytest.mark.parametrize("statement", [LEVEL_LIMIT, PAIR_LIMIT])
@pytest.mark.parametrize(("minimum", "maximum"), [(0, 5), (-1, 5), (6, 5), (1, 10**16)])
def test_the_database_refuses_limits_that_no_stock_can_meet(
    vlmis: TestDatabase, statement: str, minimum: int, maximum: int
) -> None:
    Country(vlmis, stock={"S": 1})
    with pytest.raises(DBAPIError) as refused:
        vlmis.execute(statement.format(minimum=minimum, maximum=maximum), role=RECORDER)
    assert sqlstate_of(refused.value) in ("23514", "22003")
