"""Stores are built from files and from org units, and stay a tree with one central store."""

from pathlib import Path

import pytest

from tests.stores.org_units import add_org_unit, uid
from tests.support.codes import raises_code
from tests.support.postgres import TestDatabase
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.errors import BadInputError
from vlmis_core.stores.attach_stores import Attached, attach_org_unit, attach_stores_by_code
from vlmis_core.stores.find_stores import list_stores
from vlmis_core.stores.upsert_stores import import_stores, move_store

TREE = ["S,Site,R", "R,Region,C", "C,Central,"]


def upsert(vlmis: TestDatabase, tmp_path: Path, *lines: str) -> UpsertResult:
    """Import stores; lines with three commas have an org unit."""
    file = tmp_path / "stores.csv"
    body = [line + "," * (3 - line.count(",")) for line in lines]
    file.write_text("\n".join(["code,name,supplier_code,org_unit_uid", *body]), encoding="utf-8")
    return import_stores(vlmis.recorder, file)


def tree_of(vlmis: TestDatabase) -> dict[str, str | None]:
    return {store.code: store.supplier_code for store in list_stores(vlmis.recorder)}


def refusal(vlmis: TestDatabase, tmp_path: Path, *lines: str) -> list[tuple[int, str, str]]:
    """Line, field and code of what a file is refused for; nothing of it is stored."""
    before = list_stores(vlmis.recorder)
    with pytest.raises(BadInputError) as refused:
        upsert(vlmis, tmp_path, *lines)
    assert list_stores(vlmis.recorder) == before
    return [(fault.line, fault.field, fault.message.code) for fault in refused.value.faults]


def test_a_file_builds_the_tree_whatever_the_order_of_its_lines(vlmis, tmp_path):
    assert upsert(vlmis, tmp_path, *TREE) == UpsertResult(created=3, changed=0, unchanged=0)
    assert tree_of(vlmis) == {"C": None, "R": "C", "S": "R"}


def test_the_same_file_again_changes_nothing(vlmis, tmp_path):
    upsert(vlmis, tmp_path, *TREE)

    assert upsert(vlmis, tmp_path, *TREE) == UpsertResult(created=0, changed=0, unchanged=3)


def test_a_later_file_renames_and_gives_another_supplier(vlmis, tmp_path):
    upsert(vlmis, tmp_path, *TREE)

    assert upsert(vlmis, tmp_path, "S,Renamed,C") == UpsertResult(created=0, changed=1, unchanged=0)
    (site,) = [store for store in list_stores(vlmis.recorder) if store.code == "S"]
    assert (site.name, site.supplier_code) == ("Renamed", "C")


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["D,Other,"], (2, "supplier_code", "several_central_stores")),
        (["T,Site,X"], (2, "supplier_code", "store_not_found")),
        (["R,Region,S"], (2, "supplier_code", "store_supplies_itself")),
        (["D,Other,", "C,Central,D"], (2, "supplier_code", "central_store_stays")),
        (["T,,R"], (2, "name", "store_has_no_name")),
        ([",Site,R"], (2, "code", "store_has_no_code")),
        (["T,Site,R", "T,Site,R"], (3, "code", "code_is_repeated")),
        (["T,Site,R,zzzzzzzzzzz"], (2, "org_unit_uid", "org_unit_is_unknown")),
    ],
)
def test_what_would_not_be_a_tree_is_refused_whole(vlmis, tmp_path, lines, fault):
    upsert(vlmis, tmp_path, *TREE)

    assert fault in refusal(vlmis, tmp_path, *lines, "G,Good,R")


def test_a_store_takes_code_and_name_from_its_org_unit(vlmis, tmp_path):
    add_org_unit(vlmis, "a", code="CI")
    add_org_unit(vlmis, "b", path="a")
    upsert(vlmis, tmp_path, f",,,{uid('a')}", f",,CI,{uid('b')}")

    assert [(store.code, store.name) for store in list_stores(vlmis.recorder)] == [
        ("CI", "Unit A"),
        (uid("b"), "Unit B"),
    ]


def test_an_org_unit_is_attached_to_one_store_only(vlmis, tmp_path):
    add_org_unit(vlmis, "a", code="C")
    upsert(vlmis, tmp_path, f"C,Central,,{uid('a')}")
    add_org_unit(vlmis, "b", code="B")

    assert refusal(vlmis, tmp_path, f"R,Region,C,{uid('a')}") == [
        (2, "org_unit_uid", "org_unit_has_a_store")
    ]


def test_an_org_unit_that_dhis2_no_longer_has_is_not_attached(vlmis, tmp_path):
    add_org_unit(vlmis, "a", code="C", is_removed=True)

    assert refusal(vlmis, tmp_path, f"C,Central,,{uid('a')}") == [
        (2, "org_unit_uid", "org_unit_is_unknown")
    ]


def test_a_blank_org_unit_leaves_the_store_attached(vlmis, tmp_path):
    add_org_unit(vlmis, "a", code="C")
    upsert(vlmis, tmp_path, f"C,,,{uid('a')}")

    assert upsert(vlmis, tmp_path, "C,Unit A,") == UpsertResult(0, 0, 1)
    assert list_stores(vlmis.recorder)[0].org_unit_uid == uid("a")


def test_no_file_changes_the_org_unit_of_a_store_that_has_one(vlmis, tmp_path):
    add_org_unit(vlmis, "a", code="C")
    add_org_unit(vlmis, "b", code="R", path="a")
    upsert(vlmis, tmp_path, f"C,,,{uid('a')}", f"R,,C,{uid('b')}")
    vlmis.execute("update vlmis.org_unit set code = case code when 'R' then 'C' else 'R' end")
    swapped = refusal(vlmis, tmp_path, f"C,,,{uid('b')}", f"R,,C,{uid('a')}")
    assert swapped == [
        (2, "org_unit_uid", "org_unit_has_a_store"),
        (3, "org_unit_uid", "org_unit_has_a_store"),
    ]
    add_org_unit(vlmis, "c", code="N", path="a")
    vlmis.execute("update vlmis.org_unit set code = 'R' where code = 'N'")
    vlmis.execute("update vlmis.org_unit set code = 'X' where org_unit_uid = :a", a=uid("a"))
    assert refusal(vlmis, tmp_path, f"R,,C,{uid('c')}") == [
        (2, "org_unit_uid", "store_has_another_org_unit")
    ]


def test_the_name_of_an_attached_store_is_that_of_its_org_unit(vlmis, tmp_path):
    add_org_unit(vlmis, "a", code="C")
    upsert(vlmis, tmp_path, f"C,Other,,{uid('a')}")

    assert upsert(vlmis, tmp_path, "C,Third,") == UpsertResult(0, 0, 1)
    assert list_stores(vlmis.recorder)[0].name == "Unit A"


def test_nothing_is_matched_by_a_code_that_org_units_share(vlmis, tmp_path):
    add_org_unit(vlmis, "a", code="C")
    add_org_unit(vlmis, "b", code="R", path="a")
    add_org_unit(vlmis, "c", code="R", path="a")
    add_org_unit(vlmis, "d", code="D", path="ac")
    add_org_unit(vlmis, "e", code="E", path="a")
    both = (f"Unit B ({uid('b')})", f"Unit C ({uid('c')})")

    made = attach_org_unit(vlmis.recorder, uid("a"), supplier_code=None, with_branch=True)

    assert tree_of(vlmis) == {"C": None, "E": "C"}
    assert [each.values["org_units"] for each in made.left_out] == [both]
    with raises_code("code_is_shared_by_org_units", org_units=list(both)):
        attach_org_unit(vlmis.recorder, uid("b"), supplier_code="C")


def test_a_branch_is_attached_again_after_its_codes_changed(vlmis):
    add_org_unit(vlmis, "a", code="C")
    add_org_unit(vlmis, "b", path="a")
    attach_org_unit(vlmis.recorder, uid("a"), supplier_code=None, with_branch=True)
    vlmis.execute("update vlmis.org_unit set code = 'NEW' where org_unit_uid = :b", b=uid("b"))
    add_org_unit(vlmis, "c", code="S", path="ab")

    made = attach_org_unit(vlmis.recorder, uid("a"), supplier_code=None, with_branch=True)

    assert made.stores == UpsertResult(created=1, changed=0, unchanged=1)
    assert tree_of(vlmis) == {"C": None, uid("b"): "C", "S": uid("b")}


def test_an_org_unit_whose_code_a_store_of_another_has_is_left_out_of_its_branch(vlmis):
    add_org_unit(vlmis, "a", code="C")
    add_org_unit(vlmis, "b", code="R", path="a")
    attach_org_unit(vlmis.recorder, uid("a"), supplier_code=None, with_branch=True)
    vlmis.execute("update vlmis.org_unit set code = 'N' where org_unit_uid = :b", b=uid("b"))
    add_org_unit(vlmis, "c", code="R", path="a")

    made = attach_org_unit(vlmis.recorder, uid("a"), supplier_code=None, with_branch=True)

    assert [each.code for each in made.left_out] == ["org_unit_code_is_taken"]
    with raises_code("store_has_another_org_unit"):
        attach_org_unit(vlmis.recorder, uid("c"), supplier_code="C")


def test_stores_are_attached_to_the_org_units_of_their_codes(vlmis, tmp_path):
    upsert(vlmis, tmp_path, *TREE)
    add_org_unit(vlmis, "a", code="C")
    add_org_unit(vlmis, "r", code="R", path="a", is_removed=True)
    add_org_unit(vlmis, "s", code="S", path="a")
    add_org_unit(vlmis, "t", code="S", path="a")

    assert attach_stores_by_code(vlmis.recorder) == ["C"]
    assert attach_stores_by_code(vlmis.recorder) == []


def test_an_org_unit_becomes_a_store_under_its_supplying_parent(vlmis, tmp_path):
    upsert(vlmis, tmp_path, *TREE)
    add_org_unit(vlmis, "b", code="B")
    attach_org_unit(vlmis.recorder, uid("b"), supplier_code="R")

    assert tree_of(vlmis)["B"] == "R"


def test_a_branch_of_dhis2_becomes_a_branch_of_stores(vlmis):
    add_org_unit(vlmis, "a", code="C")
    add_org_unit(vlmis, "b", code="R", path="a")
    add_org_unit(vlmis, "c", path="ab")
    add_org_unit(vlmis, "d", code="gone", path="ab", is_removed=True)
    made = attach_org_unit(vlmis.recorder, uid("a"), supplier_code=None, with_branch=True)

    assert made == Attached(UpsertResult(created=3, changed=0, unchanged=0), [])
    assert tree_of(vlmis) == {"C": None, "R": "C", uid("c"): "R"}


def test_an_unknown_org_unit_is_refused(vlmis):
    with raises_code("org_unit_is_unknown"):
        attach_org_unit(vlmis.recorder, uid("q"), supplier_code=None)


def test_a_store_is_moved_with_everything_below_it(vlmis, tmp_path):
    upsert(vlmis, tmp_path, *TREE, "Q,Quarter,C")
    move_store(vlmis.recorder, "R", supplier_code="Q")

    assert tree_of(vlmis) == {"C": None, "Q": "C", "R": "Q", "S": "R"}
    with raises_code("store_supplies_itself"):
        move_store(vlmis.recorder, "Q", supplier_code="S")
    with raises_code("store_not_found"):
        move_store(vlmis.recorder, "X", supplier_code="C")
