"""What is a tree of stores, and what is not."""

from vlmis_core.stores.supply_tree import find_tree_faults, stores_by_level


def test_a_tree_with_one_central_store_has_no_fault():
    tree = {"T": "R", "S": "R", "C": None, "R": "C"}

    assert find_tree_faults(tree) == {}
    assert stores_by_level(tree) == [["C"], ["R"], ["S", "T"]]


def test_every_central_store_is_named_when_there_are_two():
    assert find_tree_faults({"C": None, "D": None, "R": "C"}) == {
        "C": "there can be one central store only; also without a supplier: D",
        "D": "there can be one central store only; also without a supplier: C",
    }


def test_an_unknown_supplier_is_named_once_not_for_all_stores_below():
    assert find_tree_faults({"C": None, "R": "X", "S": "R"}) == {
        "R": "its supplier X is no store",
    }


def test_a_circle_names_its_stores_and_the_way_round():
    faults = find_tree_faults({"C": None, "A": "B", "B": "A", "below": "A"})

    assert faults == {
        "A": "it would supply itself: A → B → A",
        "B": "it would supply itself: B → A → B",
    }


def test_a_long_chain_is_no_fault():
    chain = {str(n): str(n - 1) if n else None for n in range(5_000)}

    assert find_tree_faults(chain) == {}
    assert len(stores_by_level(chain)) == 5_000
