"""A store changes its org unit by an explicit act only, which says first what it means."""

from datetime import date

import pytest

from tests.stores.org_units import add_org_unit, uid
from tests.support.codes import raises_code
from tests.support.postgres import TestDatabase
from vlmis_core.stores.attach_stores import attach_org_unit
from vlmis_core.stores.find_stores import list_stores
from vlmis_core.stores.list_conflicts import list_store_conflicts
from vlmis_core.stores.reattach_store import Reattachment, preview_reattachment, reattach_store

TODAY = date(2026, 11, 20)


@pytest.fixture
def country(vlmis: TestDatabase) -> TestDatabase:
    """The stores C and R, each at its org unit, and the free org unit ``f`` with the code F."""
    add_org_unit(vlmis, "a", code="C")
    add_org_unit(vlmis, "b", code="R", path="a")
    attach_org_unit(vlmis.recorder, uid("a"), supplier_code=None, with_branch=True)
    add_org_unit(vlmis, "f", code="F", path="a")
    return vlmis


def reattach(vlmis: TestDatabase, code: str, letter: str, reason: str = "merged") -> Reattachment:
    database = vlmis.recorder.acting("amina")
    return reattach_store(database, code, uid(letter), reason=reason, today=TODAY)


def stores(vlmis: TestDatabase) -> dict[str, tuple[str, str | None]]:
    """Code → name and org unit."""
    return {store.code: (store.name, store.org_unit_uid) for store in list_stores(vlmis.recorder)}


def test_a_store_takes_name_and_code_of_its_new_org_unit_and_keeps_who_and_why(country):
    assert reattach(country, "R", "f").new_code == "F"

    assert stores(country)["F"] == ("Unit F", uid("f"))
    rows = country.rows(
        "select changed_by, after ->> 'reason' from vlmis.master_data_change"
        " where entity = 'store' and before is not null"
    )
    assert {tuple(row) for row in rows} == {("amina", "merged")}
    assert country.value("select held_until from vlmis.former_store_code") == TODAY


def test_the_meaning_is_told_before_anything_changes(country):
    preview = preview_reattachment(country.recorder, "R", uid("f"))

    assert [each.code for each in preview.messages] == [
        "store_changes_its_org_unit",
        "waiting_records_change_their_org_unit",
    ]
    assert stores(country)["R"] == ("Unit B", uid("b"))


def test_a_code_that_another_store_has_is_not_taken_over(country):
    add_org_unit(country, "g", code="C2", path="a")
    country.execute("update vlmis.org_unit set code = 'C' where code = 'C2'")
    country.execute("update vlmis.org_unit set code = 'X' where org_unit_uid = :a", a=uid("a"))

    assert reattach(country, "R", "g").new_code == "R"

    assert stores(country)["R"] == ("Unit G", uid("g"))
    assert [each.code for each in list_store_conflicts(country.recorder)] == [
        "code_is_taken_by_another_store"
    ]


def test_what_cannot_be_is_refused_and_changes_nothing(country):
    before = stores(country)
    with raises_code("org_unit_is_unknown"):
        reattach(country, "R", "q")
    with raises_code("org_unit_has_a_store", store="C"):
        reattach(country, "R", "a")
    with raises_code("field_is_missing"):
        reattach(country, "R", "f", reason=" ")
    with raises_code("store_not_found"):
        reattach(country, "Q", "f")
    assert stores(country) == before
