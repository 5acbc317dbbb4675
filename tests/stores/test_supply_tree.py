"""Which stores keep the supply tree from being a tree with one central store."""

from vlmis_core.messages import message
from vlmis_core.stores.supply_tree import find_tree_faults, stores_by_level


def test_a_tree_with_one_central_store_has_no_fault():
    tree = {"T": "R", "S": "R", "C": None, "R": "C"}

    assert find_tree_faults(tree) == {}
    assert stores_by_level(tree) == [["C"], ["R"], ["S", "T"]]


def test_every_central_store_is_named_when_there_are_two():
    assert find_tree_faults({"C": None, "D": None, "R": "C"}) == {
        "C": message("several_central_stores", stores=["D"]),
        "D": message("several_central_stores", stores=["C"]),
    }


def test_an_unknown_supplier_is_named_once_not_for_all_stores_below():
    assert find_tree_faults({"C": None, "R": "X", "S": "R"}) == {
        "R": message("store_not_found", store="X"),
    }


def test_a_cycle_names_its_stores_and_its_path():
    faults = find_tree_faults({"C": None, "A": "B", "B": "A", "below": "A"})

    assert faults == {
        "A": message("store_supplies_itself", path="A → B → A"),
        "B": message("store_supplies_itself", path="B → A → B"),
    }


def test_a_long_chain_is_no_fault():
    chain = {str(n): str(n - 1) if n else None for n in range(5_000)}

    assert find_tree_faults(chain) == {}
    assert len(stores_by_level(chain)) == 5_000
