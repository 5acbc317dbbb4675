"""A store is found by its code, its name or where it is, as people type it."""

import pytest

from tests.stores.org_units import add_org_unit
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.stores.find_stores import FoundStore, find_stores


@pytest.fixture
def named(vlmis: TestDatabase) -> TestDatabase:
    """S is Séguéla, of the org unit C below B below A; T is Œufs, without an org unit, below R."""
    Country(vlmis, stock={"C": 1}, today="2026-03-05")
    add_org_unit(vlmis, "a")
    add_org_unit(vlmis, "b", path="a")
    unit = add_org_unit(vlmis, "c", path="ab")
    vlmis.execute("update vlmis.store set name = 'Région du Nord' where code = 'R'")
    vlmis.execute("update vlmis.store set name = 'Œufs' where code = 'T'")
    vlmis.execute(
        "update vlmis.store set name = 'Séguéla', org_unit_uid = :uid where code = 'S'", uid=unit
    )
    return vlmis


def found(vlmis: TestDatabase, words: str, line_count: int = 9) -> list[FoundStore]:
    return find_stores(vlmis.recorder, words, None, line_count=line_count)


@pytest.mark.parametrize(
    "words", ["seguela", "SÉGUÉLA", "Se\u0301gue\u0301", "guela s", "unit b seguela", "s unit a"]
)
def test_case_accents_and_the_order_of_words_do_not_matter(named: TestDatabase, words: str) -> None:
    (store,) = found(named, words)
    assert (store.code, store.area) == ("S", "Unit B, Unit A")


def test_a_store_without_an_org_unit_is_where_its_supplier_is(named: TestDatabase) -> None:
    assert [(store.code, store.area) for store in found(named, "nord oeufs")] == [
        ("T", "Région du Nord")
    ]


def test_every_word_must_be_there(named: TestDatabase) -> None:
    assert found(named, "seguela elsewhere") == []


def test_what_begins_with_the_words_comes_first_and_the_answer_is_bounded(
    named: TestDatabase,
) -> None:
    named.execute("update vlmis.store set name = 'At S' where code = 'C'")
    assert found(named, "s")[0].code == "S"
    assert len(found(named, "", 2)) == 2


def test_letters_that_a_pattern_would_read_are_letters(named: TestDatabase) -> None:
    for words in ("%", "_", ".", "\\", "'"):
        assert found(named, words) == []


def test_only_stores_that_may_be_seen_are_found(named: TestDatabase) -> None:
    visible = {named.store_id("T")}
    offered = find_stores(named.recorder, "", visible, line_count=9)
    assert [store.code for store in offered] == ["T"]
    assert find_stores(named.recorder, "seguela", visible, line_count=9) == []
